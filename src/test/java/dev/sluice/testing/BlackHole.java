package dev.sluice.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** An address where nobody answers: its backlog is full, so whoever knocks is not heard. */
public final class BlackHole implements Closeable {

  private static final int MOST = 20;
  private static final int PATIENCE_MILLIS = 300;

  private final ServerSocket server;
  private final List<Socket> filling = new ArrayList<>();

  private BlackHole(ServerSocket server) {
    this.server = server;
  }

  /** One on a port of its own, on 127.0.0.1. */
  public static BlackHole open() throws IOException {
    var hole = new BlackHole(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
    try {
      hole.fill();
      return hole;
    } catch (IOException | RuntimeException failed) {
      hole.close();
      throw failed;
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  private void fill() throws IOException {
    for (int i = 0; i < MOST; i++) {
      Socket socket = new Socket();
      filling.add(socket);
      try {
        socket.connect(new InetSocketAddress(server.getInetAddress(), port()), PATIENCE_MILLIS);
      } catch (SocketTimeoutException full) {
        return;
      }
    }
    throw new IllegalStateException("this machine's backlog has no end");
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : filling) {
      socket.close();
    }
  }
}
