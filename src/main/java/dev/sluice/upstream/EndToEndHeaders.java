package dev.sluice.upstream;

import dev.sluice.passage.RequestHead;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which headers pass the gateway, in both directions.
 *
 * <p>Towards the upstream: what the gateway says itself, and of the team's headers a short list;
 * nothing that discloses the team or its host. Towards the team: what the upstream says about the
 * answer (RFC 9110, 7.6.1), and nothing about the connection, the shared key's limits, or an origin
 * that the team did not ask.
 */
public final class EndToEndHeaders {

  /** The longest value that passes, in characters. */
  static final int MAX_VALUE = 2048;

  private static final int MAX_HEADERS = 32;
  private static final int MAX_NAME = 128;
  private static final String SELF = "sluice";
  private static final List<String> FROM_TEAM = List.of("Accept-Language");
  private static final Pattern TRACE_PARENT =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");
  private static final int TRACE_PARENT_LENGTH = 55;
  private static final List<String> TRACE = List.of("traceparent", "tracestate");
  private static final int MAX_TRACE_STATE = 512;
  private static final List<String> FIRST = List.of("Content-Type", "Retry-After");
  private static final Set<String> KEPT_BACK =
      Set.of(
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "content-length",
          "date",
          "server",
          "server-timing",
          "via",
          "set-cookie",
          "set-cookie2",
          "x-request-id",
          "traceparent",
          "tracestate",
          "traceresponse",
          "forwarded",
          "cache-status",
          "preference-applied",
          "idempotency-replayed",
          "timing-allow-origin",
          "alt-svc",
          "strict-transport-security",
          "clear-site-data",
          "nel",
          "report-to",
          "reporting-endpoints");
  private static final List<String> KEPT_BACK_PREFIXES =
      List.of(
          "access-control-",
          "proxy-",
          "ratelimit",
          "x-ratelimit",
          "x-rate-limit",
          "x-forwarded-",
          "cross-origin-",
          "sluice-");

  private EndToEndHeaders() {}

  /** What a submit of this team says to the upstream, but for the gateway's own headers. */
  public static Map<String, String> ofTeam(RequestHead head) {
    Map<String, String> headers = new LinkedHashMap<>();
    head.header("User-Agent")
        .flatMap(EndToEndHeaders::writable)
        .ifPresent(v -> headers.put("User-Agent", v));
    writable(head.requestId()).ifPresent(v -> headers.put("X-Request-Id", v));
    for (String name : FROM_TEAM) {
      head.header(name).flatMap(EndToEndHeaders::writable).ifPresent(v -> headers.put(name, v));
    }
    head.header("traceparent")
        .filter(EndToEndHeaders::isTraceParent)
        .ifPresent(
            parent -> {
              headers.put("traceparent", parent);
              head.header("tracestate")
                  .flatMap(EndToEndHeaders::writable)
                  .filter(state -> state.length() <= MAX_TRACE_STATE)
                  .ifPresent(state -> headers.put("tracestate", state));
            });
    return headers;
  }

  /** Puts our own place in the trace where the client's was. */
  static void trace(Map<String, String> headers, Map<String, String> own) {
    headers.keySet().removeAll(TRACE);
    headers.putAll(own);
  }

  /**
   * A whole request header: what the gateway says itself in the place of the team.
   *
   * @param team what the team says, by {@link #ofTeam}; empty where nobody asked
   */
  static Map<String, String> towards(UpstreamSetting upstream, Map<String, String> team) {
    Map<String, String> headers = new LinkedHashMap<>(team);
    headers.putIfAbsent("User-Agent", SELF);
    upstream.userAgent().ifPresent(agent -> headers.put("User-Agent", agent));
    headers.put("Authorization", upstream.key().authorization());
    headers.put("Accept", "*/*");
    headers.put("Via", "1.1 " + SELF);
    return headers;
  }

  /**
   * The headers of an upstream's answer that reach the team: at most {@value #MAX_HEADERS}, {@code
   * Content-Type} and {@code Retry-After} first; what is longer than {@value #MAX_VALUE} characters
   * is left out. Values of the same name are joined by a comma.
   */
  static Map<String, String> ofAnswer(Map<String, List<String>> received) {
    Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(received);
    Set<String> named = namedByConnection(byName.getOrDefault("Connection", List.of()));
    Map<String, String> passed = new LinkedHashMap<>();
    for (String name : FIRST) {
      Optional.ofNullable(byName.remove(name))
          .flatMap(EndToEndHeaders::joined)
          .ifPresent(v -> passed.put(name, v));
    }
    byName.forEach(
        (name, values) -> {
          if (passed.size() < MAX_HEADERS && !named.contains(name) && passes(name)) {
            joined(values).ifPresent(v -> passed.put(name, v));
          }
        });
    return passed;
  }

  /** The value, where it may be written into a header. */
  static Optional<String> writable(String value) {
    return !value.isEmpty()
            && value.length() <= MAX_VALUE
            && value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t')
        ? Optional.of(value)
        : Optional.empty();
  }

  private static Optional<String> joined(Collection<String> values) {
    return writable(String.join(", ", values));
  }

  private static boolean passes(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return name.length() <= MAX_NAME
        && !KEPT_BACK.contains(lower)
        && KEPT_BACK_PREFIXES.stream().noneMatch(lower::startsWith);
  }

  private static Set<String> namedByConnection(Collection<String> values) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String value : values) {
      for (String name : value.split(",")) {
        names.add(name.trim());
      }
    }
    return names;
  }

  private static boolean isTraceParent(String value) {
    return TRACE_PARENT.matcher(value).matches()
        && value.length() <= MAX_VALUE
        && (value.length() == TRACE_PARENT_LENGTH || !value.startsWith("00"))
        && writable(value).isPresent();
  }
}
