package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * An upstream on a random loopback port that shows the bytes it got and answers with the bytes it
 * is told. A request is complete with its {@code Content-Length}.
 */
public final class Origin implements AutoCloseable {

  private static final String HEAD_END = "\r\n\r\n";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final NetServer server;

  private Origin(Vertx vertx, BiConsumer<NetSocket, String> answer) {
    server = vertx.createNetServer(new NetServerOptions().setSoLinger(0));
    server.connectHandler(socket -> serve(socket, answer));
  }

  /** Answers each request, given as text in Latin 1, by writing to its socket, or not. */
  public static Origin of(Vertx vertx, BiConsumer<NetSocket, String> answer) throws Exception {
    Origin origin = new Origin(vertx, answer);
    origin
        .server
        .listen(0, "localhost")
        .toCompletionStage()
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
    return origin;
  }

  /** Answers each request with the same bytes. */
  public static Origin of(Vertx vertx, byte[] answer) throws Exception {
    return of(vertx, (socket, request) -> socket.write(Buffer.buffer(answer)));
  }

  /** A whole answer; {@code Word} is its reason phrase. */
  public static byte[] answer(int status, String contentType, byte[] body) {
    return Buffer.buffer(
            "HTTP/1.1 %d Word\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(status, contentType, body.length))
        .appendBytes(body)
        .getBytes();
  }

  /** A whole answer of JSON; the body is written as Latin 1. */
  public static byte[] json(int status, String body) {
    return answer(status, "application/json", body.getBytes(ISO_8859_1));
  }

  /** The lines of a request's header behind the first, names in lower case. */
  public static List<String> headers(String request) {
    return request
        .substring(request.indexOf("\r\n") + 2, request.indexOf(HEAD_END))
        .lines()
        .map(
            line ->
                line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                    + line.substring(line.indexOf(':')))
        .toList();
  }

  /** A request's body as text in Latin 1. */
  public static String text(String request) {
    return request.substring(request.indexOf(HEAD_END) + HEAD_END.length());
  }

  /** The bytes of a request's body. */
  public static byte[] body(String request) {
    return text(request).getBytes(ISO_8859_1);
  }

  private void serve(NetSocket socket, BiConsumer<NetSocket, String> answer) {
    connections.incrementAndGet();
    open.incrementAndGet();
    socket.closeHandler(closed -> open.decrementAndGet());
    socket.exceptionHandler(broken -> {});
    StringBuilder read = new StringBuilder();
    socket.handler(
        chunk -> {
          read.append(chunk.toString(ISO_8859_1));
          int end = end(read);
          if (end > 0) {
            String request = read.substring(0, end);
            read.delete(0, end);
            requests.add(request);
            answer.accept(socket, request);
          }
        });
  }

  private static int end(StringBuilder read) {
    int head = read.indexOf(HEAD_END);
    if (head < 0) {
      return -1;
    }
    int length = 0;
    for (String line : read.substring(0, head).split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    return read.length() >= head + 4 + length ? head + 4 + length : -1;
  }

  public URI url() {
    return URI.create("http://localhost:" + server.actualPort());
  }

  /** Every request so far: header and body, as text in Latin 1. */
  public List<String> requests() {
    return requests;
  }

  /** Connections so far. */
  public int connections() {
    return connections.get();
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }

  @Override
  public void close() {
    server.close();
  }
}
