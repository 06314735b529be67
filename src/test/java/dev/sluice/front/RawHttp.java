package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that says exactly what it is told to, and normalises nothing. */
final class RawHttp implements AutoCloseable {

  static final String KEY = "Authorization: Bearer demo-key\r\n";

  private final Socket socket;
  private final InputStream in;

  RawHttp(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** One request without a body on a connection of its own. */
  static Heard ask(URI server, String method, String target, String headers) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
      return http.hear(method.equals("HEAD"));
    }
  }

  /** One submit with a body on a connection of its own. */
  static Heard submit(URI server, String headers, byte[] body) throws IOException {
    return post(server, "/api/v1/generateTask/flux2", headers, body);
  }

  /** One POST with a body on a connection of its own. */
  static Heard post(URI server, String target, String headers, byte[] body) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n"
              .formatted(target, body.length, headers));
      http.send(body);
      return http.hear();
    }
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void chunk(byte[] bytes) throws IOException {
    send(Integer.toHexString(bytes.length) + "\r\n");
    send(bytes);
    send("\r\n");
  }

  Heard hear() throws IOException {
    return hear(false);
  }

  /**
   * @param head whether it answers a HEAD
   */
  Heard hear(boolean head) throws IOException {
    String statusLine = line();
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          List.of(line.substring(colon + 1).strip()),
          (one, other) -> List.of(String.join(" | ", one) + " | " + String.join(" | ", other)));
    }
    int length =
        head ? 0 : Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0));
    return new Heard(Integer.parseInt(statusLine.split(" ")[1]), headers, in.readNBytes(length));
  }

  /** Whether the server has said anything that was not heard yet. */
  boolean answered() throws IOException {
    return in.available() > 0;
  }

  /** Whether the server has closed the connection, after everything it said was heard. */
  boolean closedByServer() throws IOException {
    return in.read() < 0;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed by the server after '" + line + "'");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** An answer; a header given several times is joined by {@code |}. */
  record Heard(int status, Map<String, List<String>> headers, byte[] bytes) {

    String body() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Checks that it is a refusal in the envelope that vendor's clients and others read. */
    void isRefusal(int expected) {
      assertThat(status).as(body()).isEqualTo(expected);
      JsonNode envelope = VendorClient.json(bytes);
      assertThat(VendorClient.members(envelope)).startsWith("code", "message", "msg", "data");
      assertThat(envelope.at("/code").intValue()).isEqualTo(expected);
      assertThat(envelope.at("/status").intValue()).isEqualTo(expected);
      assertThat(envelope.at("/message").textValue()).isNotBlank();
      assertThat(header("X-Request-Id")).matches("[0-9a-f]{32}");
    }

    /** Checks that it is one for what the client sent, and names it. */
    void isMalformed(String member) {
      isRefusal(400);
      assertThat(VendorClient.json(bytes).at("/detail").textValue()).contains(member);
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).get(0);
    }
  }
}
