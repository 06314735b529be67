package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A collector of traces on a loopback port: OTLP over HTTP, in protobuf. */
public final class OtlpReceiver implements AutoCloseable {

  /**
   * A span that arrived; ids in hexadecimal, the parent's empty for a root.
   *
   * @param kind 2 server, 3 client
   */
  public record Span(
      String trace,
      String id,
      String parent,
      String name,
      long kind,
      Map<String, String> attributes) {}

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();

  private OtlpReceiver(HttpServer server) {
    this.server = server;
  }

  public static OtlpReceiver start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    OtlpReceiver receiver = new OtlpReceiver(server);
    server.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          receiver.received.add(
              exchange.getRequestHeaders().entrySet() + new String(body, ISO_8859_1));
          receiver.read(body);
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return receiver;
  }

  /** What {@code OTEL_EXPORTER_OTLP_ENDPOINT} is to be. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The spans of this name, in order. */
  public List<Span> spans(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  /** Every byte that arrived, as text in Latin 1, with the headers in front. */
  public String everything() {
    return String.join("\n", received);
  }

  private void read(byte[] request) {
    fields(request, (n, resource) -> in(n, 1, resource, this::scopes));
  }

  private void scopes(byte[] resource) {
    fields(
        resource,
        (n, scope) ->
            in(n, 2, scope, s -> fields(s, (m, span) -> in(m, 2, span, b -> spans.add(span(b))))));
  }

  private static void in(
      int number, int wanted, Object value, java.util.function.Consumer<byte[]> use) {
    if (number == wanted && value instanceof byte[] bytes) {
      use.accept(bytes);
    }
  }

  private static Span span(byte[] bytes) {
    String[] ids = {"", "", "", ""};
    long[] kind = {0};
    Map<String, String> attributes = new TreeMap<>();
    fields(
        bytes,
        (number, value) -> {
          switch (number) {
            case 1 -> ids[0] = HexFormat.of().formatHex((byte[]) value);
            case 2 -> ids[1] = HexFormat.of().formatHex((byte[]) value);
            case 4 -> ids[2] = HexFormat.of().formatHex((byte[]) value);
            case 5 -> ids[3] = new String((byte[]) value, UTF_8);
            case 6 -> kind[0] = (Long) value;
            case 9 -> attribute((byte[]) value, attributes);
            default -> {}
          }
        });
    return new Span(ids[0], ids[1], ids[2], ids[3], kind[0], attributes);
  }

  private static void attribute(byte[] bytes, Map<String, String> into) {
    List<String> keyAndValue = new ArrayList<>();
    fields(
        bytes,
        (number, value) -> {
          if (number == 1) {
            keyAndValue.add(new String((byte[]) value, UTF_8));
          } else {
            fields(
                (byte[]) value,
                (kind, inner) ->
                    keyAndValue.add(
                        inner instanceof byte[] text
                            ? new String(text, UTF_8)
                            : String.valueOf(inner)));
          }
        });
    into.put(keyAndValue.get(0), keyAndValue.get(keyAndValue.size() - 1));
  }

  /** Protobuf's wire format: a number is a long, what has a length is bytes. */
  private static void fields(byte[] message, BiConsumer<Integer, Object> each) {
    ByteBuffer in = ByteBuffer.wrap(message).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = number(in);
      Object value =
          switch ((int) (tag & 7)) {
            case 0 -> number(in);
            case 1 -> in.getLong();
            case 5 -> (long) in.getInt();
            case 2 -> bytes(in);
            default -> throw new IllegalArgumentException("no protobuf: " + tag);
          };
      each.accept((int) (tag >>> 3), value);
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] value = new byte[(int) number(in)];
    in.get(value);
    return value;
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
