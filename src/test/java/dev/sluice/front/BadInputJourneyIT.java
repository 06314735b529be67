package dev.sluice.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad input at the packaged gateway: each kind has its status and a body that names the member, and
 * after each the upstream has seen nothing. At the end a good submit still passes.
 */
@Tag("untimed")
class BadInputJourneyIT {

  private static final int MIB = 1024 * 1024;
  private static final String GOOD = VendorClient.GOOD;
  private static final String JSON = UntouchedUpstream.JSON;
  private static final String SUBMIT =
      "POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\n" + JSON;

  @RegisterExtension static final UntouchedUpstream UPSTREAM = new UntouchedUpstream();

  private static URI server;

  @BeforeAll
  static void find() {
    server = UPSTREAM.server();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "no json",
        "{",
        "}",
        "{\"input\":{}",
        "{\"input\":{},}",
        "{'input':{}}",
        "{input:{}}",
        "{\"input\":{}} x",
        "{\"input\":{\"prompt\":\"a\"}}{\"input\":{\"prompt\":\"b\"}}",
        "{\"input\":{\"prompt\":\"a\"}}\u0000",
        "{\"input\":{\"n\":NaN,\"prompt\":\"a\"}}",
        "{\"input\":{\"n\":01,\"prompt\":\"a\"}}",
        "{\"input\":{\"n\":+1,\"prompt\":\"a\"}}",
        "{/* */\"input\":{\"prompt\":\"a\"}}",
        "{\"input\":{\"prompt\":\"a\nb\"}}",
        "{\"input\":{\"prompt\":\"a\u0000b\"}}",
        "{\"input\":{\"prompt\":\"\\x41\"}}",
        "{\"input\":{\"prompt\":\"a\"}};",
        "[{\"input\":{\"prompt\":\"a\"}}]",
        "\"{}\"",
        "5",
        "null",
        "input=%7B%7D",
        "\u00a0{\"input\":{\"prompt\":\"a\"}}",
        "\ufeff{\"input\":{\"prompt\":\"a\"}}"
      })
  void whatIsNoJsonObjectIsRefused(String body) throws IOException {
    assertMalformed(body.getBytes(UTF_8), "body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void otherEncodingsThanUtf8AreRefused(String charset) throws IOException {
    assertMalformed(GOOD.getBytes(Charset.forName(charset)), "body");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00c0\u00af", // overlong, two bytes
        "\u00c0\u0080", // overlong zero
        "\u00e0\u0080\u00af", // overlong, three bytes
        "\u00f0\u0080\u0080\u00af", // overlong, four bytes
        "\u00c1\u00a9", // overlong letter: would hide a member's name
        "\u00ed\u00a0\u0080", // a surrogate
        "\u00f4\u0090\u0080\u0080", // beyond Unicode
        "\u00f8\u0088\u0080\u0080\u0080", // five bytes
        "\u00ff",
        "\u0080",
        "\u00e2\u0082" // cut off
      })
  void bytesThatAreNotUtf8AreRefused(String bytes) throws IOException {
    assertMalformed(("{\"input\":{\"prompt\":\"" + bytes + "\"}}").getBytes(ISO_8859_1), "body");
    assertMalformed(
        ("{\"" + bytes + "\":1,\"input\":{\"prompt\":\"a\"}}").getBytes(ISO_8859_1), "body");
  }

  @Test
  void deepNestingIsRefusedHoweverDeep() throws IOException {
    for (int depth : new int[] {200, 5_000, 100_000}) {
      assertMalformed(nested("[", "]", depth), "body");
      assertMalformed(nested("{\"a\":", "}", depth), "body");
    }
    assertMalformed(("{\"input\":" + "[".repeat(500_000)).getBytes(UTF_8), "body");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "provider | \"auto\" | \"provider\"",
        "provider | \"auto\" | \"prov\\u0069der\"",
        "request_type | \"async\" | \"request_type\"",
        "request_type | \"async\" | \"request\\u005ftype\"",
        "callback_url | \"https://example.com/\" | \"callback_url\"",
        "callback_url | \"https://example.com/\" | \"\\u0063allback_url\"",
        "callBackUrl | \"https://example.com/\" | \"call\\u0042ackUrl\"",
        "model | \"flux2\" | \"\\u006d\\u006f\\u0064\\u0065\\u006c\"",
        "input | {\"prompt\":\"b\"} | \"input\"",
        "input | {\"prompt\":\"b\"} | \"inpu\\u0074\""
      },
      delimiter = '|')
  void aDecisiveMemberTwiceIsRefused(String member, String value, String again) throws IOException {
    String first = member.equals("input") ? "" : "\"" + member + "\":" + value + ",";

    assertMalformed(
        ("{%s\"input\":{\"prompt\":\"a\"},%s:%s}".formatted(first, again, value)).getBytes(UTF_8),
        member);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{} | input",
        "{\"Input\":{\"prompt\":\"a\"}} | input",
        "{\"input\":null} | input",
        "{\"input\":\"a cat\"} | input",
        "{\"input\":[{\"prompt\":\"a\"}]} | input",
        "{\"input\":5} | input",
        "{\"input\":true} | input",
        "{\"provider\":\"cheap\",\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"provider\":\"AUTO\",\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"provider\":\"\",\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"provider\":\" auto\",\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"provider\":\"auto\\u0000\",\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"provider\":[\"auto\"],\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"provider\":{},\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"provider\":1,\"input\":{\"prompt\":\"a\"}} | provider",
        "{\"request_type\":\"sync\",\"input\":{\"prompt\":\"a\"}} | request_type",
        "{\"request_type\":\"\",\"input\":{\"prompt\":\"a\"}} | request_type",
        "{\"request_type\":\"Callback\",\"input\":{\"prompt\":\"a\"}} | request_type",
        "{\"request_type\":[\"async\"],\"input\":{\"prompt\":\"a\"}} | request_type",
        "{\"request_type\":false,\"input\":{\"prompt\":\"a\"}} | request_type",
        "{\"request_type\":\"callback\",\"input\":{\"prompt\":\"a\"}} | callback_url",
        "{\"callback_url\":5,\"input\":{\"prompt\":\"a\"}} | callback_url",
        "{\"callback_url\":[\"https://example.com/\"],\"input\":{\"prompt\":\"a\"}} | callback_url"
      })
  void aMemberThatIsMissingOrWrongIsNamed(String body, String member) throws IOException {
    assertMalformed(body.getBytes(UTF_8), member);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "example.com/hook",
        "//example.com/hook",
        "/hook",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///hook",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://user:secret@example.com/",
        "https://example.com@127.0.0.1/",
        "https://example.com\\\\@127.0.0.1/",
        "https://example.com/\\r\\nX: y",
        "https://exa mple.com/",
        "https://ex\\u00e4mple.com/",
        "https://example.com/#x",
        "https://example.com/a/../b",
        "https://example.com/%2e%2e/b",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://0.0.0.0/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://metadata.google.internal/",
        "http://kubernetes.default.svc/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://intranet/",
        "http://host.internal/"
      })
  void aCallbackThatLeadsWhereItMustNotIsRefused(String url) throws IOException {
    assertMalformed(
        "{\"request_type\":\"callback\",\"callback_url\":\"%s\",\"input\":{\"prompt\":\"a\"}}"
            .formatted(url)
            .getBytes(UTF_8),
        "callback_url");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithALengthAndWithout() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Content-Length: " + 2 * MIB + "\r\n\r\n");
      http.hear().isRefusal(413);
      assertThat(http.closedByServer()).isTrue();
    }
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Transfer-Encoding: chunked\r\n\r\n");
      http.chunk("{\"input\":{\"prompt\":\"".getBytes(UTF_8));
      for (int i = 0; i < 32; i++) {
        http.chunk("a".repeat(MIB / 16).getBytes(UTF_8));
      }
      http.hear().isRefusal(413);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4\r\n"})
  void aBodyThatNeverEndsIsGivenUp(String rest) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + rest + "{\"in");

      http.hear().isRefusal(408);
      assertThat(http.closedByServer()).isTrue();
    }
  }

  @Test
  void aCompressedBodyIsRefusedSaidOrNot() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(GOOD.getBytes(UTF_8));
    }

    RawHttp.submit(server, JSON + "Content-Encoding: gzip\r\n", packed.toByteArray())
        .isRefusal(415);
    assertMalformed(packed.toByteArray(), "body");
  }

  private static byte[] nested(String open, String close, int depth) {
    return ("{\"input\":{\"prompt\":\"a\",\"x\":"
            + open.repeat(depth)
            + 1
            + close.repeat(depth)
            + "}}")
        .getBytes(UTF_8);
  }

  private static void assertMalformed(byte[] body, String member) throws IOException {
    RawHttp.submit(server, JSON, body).isMalformed(member);
  }
}
