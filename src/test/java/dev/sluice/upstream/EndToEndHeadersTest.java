package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Operation;
import dev.sluice.passage.RequestHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EndToEndHeadersTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void ofATeamOnlyWhatDisclosesNothingGoesOn() {
    assertThat(
            team(
                Map.ofEntries(
                    Map.entry("User-Agent", "client/1"),
                    Map.entry("Accept", "text/html"),
                    Map.entry("Accept-Encoding", "gzip"),
                    Map.entry("Accept-Language", "de"),
                    Map.entry("Authorization", "Bearer team"),
                    Map.entry("Connection", "keep-alive, X-Own"),
                    Map.entry("Cookie", "a=b"),
                    Map.entry("Forwarded", "for=10.0.0.1"),
                    Map.entry("Host", "sluice.internal"),
                    Map.entry("Idempotency-Key", "k"),
                    Map.entry("Prefer", "wait=5"),
                    Map.entry("TE", "trailers"),
                    Map.entry("X-Forwarded-For", "10.0.0.1"),
                    Map.entry("X-Own", "x"),
                    Map.entry("traceparent", PARENT),
                    Map.entry("tracestate", "a=1"))))
        .containsOnly(
            Map.entry("User-Agent", "client/1"),
            Map.entry("X-Request-Id", "id-1"),
            Map.entry("Accept-Language", "de"),
            Map.entry("traceparent", PARENT),
            Map.entry("tracestate", "a=1"));
  }

  @Test
  void aTraceThatIsNotValidIsLeftOutWhole() {
    List<String> invalid =
        List.of(
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            PARENT + "-more",
            PARENT + "x");
    assertThat(invalid)
        .allSatisfy(
            parent ->
                assertThat(team(Map.of("traceparent", parent, "tracestate", "a=1")))
                    .doesNotContainKeys("traceparent", "tracestate"));
  }

  @Test
  void aTraceOfALaterVersionMayBeLonger() {
    String later = "01" + PARENT.substring(2) + "-more";
    assertThat(team(Map.of("traceparent", later))).containsEntry("traceparent", later);
  }

  @Test
  void aValueThatCannotBeWrittenIsLeftOut() {
    assertThat(team(Map.of("User-Agent", "a\r\nX-Evil: 1", "Accept-Language", "d".repeat(5000))))
        .containsOnlyKeys("X-Request-Id");
  }

  @Test
  void ofAnAnswerWhatSpeaksOfTheConnectionTheKeyOrTheOriginIsKeptBack() {
    Map<String, List<String>> received = new HashMap<>();
    for (String name :
        List.of(
            "connection",
            "Keep-Alive",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Date",
            "Proxy-Authenticate",
            "Content-Length",
            "Server",
            "Server-Timing",
            "Via",
            "Set-Cookie",
            "Access-Control-Allow-Origin",
            "RateLimit",
            "RateLimit-Policy",
            "ratelimit-remaining",
            "X-RateLimit-Limit",
            "X-Rate-Limit-Reset",
            "X-Request-Id",
            "Alt-Svc",
            "Cache-Status",
            "Strict-Transport-Security",
            "Sluice-Outcome",
            "x-named")) {
      received.put(name, List.of("v"));
    }
    received.put("connection", List.of("close, X-Named"));
    received.put("content-type", List.of("application/json; charset=utf-8"));
    received.put("Retry-After", List.of("3"));
    received.put("X-Vendor", List.of("a", "b"));
    received.put("Content-Encoding", List.of("br"));

    assertThat(EndToEndHeaders.ofAnswer(received))
        .containsOnly(
            Map.entry("Content-Type", "application/json; charset=utf-8"),
            Map.entry("Retry-After", "3"),
            Map.entry("X-Vendor", "a, b"),
            Map.entry("Content-Encoding", "br"));
  }

  @Test
  void anAnswersHeadersAreBounded() {
    Map<String, List<String>> received = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      received.put("a-" + i, List.of("v"));
    }
    received.put("b", List.of("v".repeat(3000)));
    received.put("Content-Type", List.of("text/plain"));

    assertThat(EndToEndHeaders.ofAnswer(received))
        .hasSize(32)
        .containsEntry("Content-Type", "text/plain")
        .doesNotContainKey("b");
  }

  private static Map<String, String> team(Map<String, String> headers) {
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    return EndToEndHeaders.ofTeam(
        new RequestHead(
            Operation.SUBMIT,
            "id-1",
            "apixo",
            "m",
            "",
            name -> Optional.ofNullable(byName.get(name))));
  }
}
