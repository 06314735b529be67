package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A road to a server on 127.0.0.1 that can be cut and healed: a TCP proxy on a port of its own.
 *
 * <p>{@link #cut} closes what is open and refuses what is new. {@link #silence} keeps everything
 * open and lets nothing through; what was sent meanwhile arrives, late, when it is healed, as after
 * a real partition.
 */
public final class Cut implements AutoCloseable {

  private final int target;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private boolean silent;
  private boolean closed;
  private ServerSocket door;

  private Cut(int target, int port) {
    this.target = target;
    this.port = port;
    open();
  }

  /** A road to that port. */
  public static Cut to(int target) {
    return new Cut(target, Ports.free());
  }

  /** A road to that server. */
  public static Cut to(RedisServer server) {
    return to(server.port());
  }

  public int port() {
    return port;
  }

  /** Its address for {@code quarkus.redis.hosts}. */
  public String hosts() {
    return "redis://127.0.0.1:" + port;
  }

  /** Closes all connections and refuses new ones, until {@link #heal}. */
  public synchronized void cut() {
    quietly(door);
    sockets.forEach(Cut::quietly);
    sockets.clear();
  }

  /** Lets nothing through, without a word; new connections are taken and stay silent too. */
  public void silence() {
    synchronized (gate) {
      silent = true;
    }
  }

  /** As before either. What was held back arrives now. */
  public synchronized void heal() {
    synchronized (gate) {
      silent = false;
      gate.notifyAll();
    }
    if (door.isClosed()) {
      open();
    }
  }

  private void open() {
    try {
      door = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerSocket now = door;
    run("cut-door", () -> accept(now));
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket near = from.accept();
        sockets.add(near);
        if (from.isClosed()) {
          quietly(near);
        } else {
          run("cut-road", () -> join(near));
        }
      } catch (IOException closedNow) {
        return;
      }
    }
  }

  private void join(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(far);
      if (near.isClosed()) {
        quietly(far);
        return;
      }
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      run("cut-back", () -> carry(far, near));
      carry(near, far);
    } catch (IOException gone) {
      quietly(near);
    }
  }

  private void carry(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16_384];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        passTheGate();
        out.write(buffer, 0, n);
      }
    } catch (IOException gone) {
      // Both ends are closed: that is what the other side has to learn.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void passTheGate() throws IOException {
    synchronized (gate) {
      while (silent && !closed) {
        try {
          gate.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
      }
    }
  }

  private static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void quietly(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    synchronized (gate) {
      closed = true;
      gate.notifyAll();
    }
    cut();
  }
}
