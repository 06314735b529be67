package dev.sluice.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to a Redis, for a test's own questions; blocking. Answers are {@code String},
 * {@code Long}, {@code List} or null.
 */
public final class RedisTalk implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;

  RedisTalk(int port) throws IOException {
    this(new Socket(), port);
  }

  RedisTalk(Socket socket, int port) throws IOException {
    this.socket = socket;
    socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
    socket.setSoTimeout(5000);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** How long an answer may take, in milliseconds; 5000 unless said. */
  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /** An error that Redis answered. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws Refused where the answer is an error
   */
  public Object ask(String... command) throws IOException {
    send(command);
    Object answer = answer();
    if (answer instanceof Refused refused) {
      throw refused;
    }
    return answer;
  }

  private void send(String... command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (String part : command) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.writeBytes(bytes);
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    socket.getOutputStream().write(out.toByteArray());
    socket.getOutputStream().flush();
  }

  private Object answer() throws IOException {
    String line = line();
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+':
        return rest;
      case '-':
        return new Refused(rest);
      case ':':
        return Long.parseLong(rest);
      case '$':
        return bulk(Integer.parseInt(rest));
      case '*':
        int size = Integer.parseInt(rest);
        if (size < 0) {
          return null;
        }
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          all.add(answer());
        }
        return all;
      default:
        throw new IOException("not RESP: " + line);
    }
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
