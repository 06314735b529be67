package dev.sluice.front;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a refusal as one body for two kinds of reader: the vendor's clients read {@code code},
 * {@code message}, {@code msg} and {@code data}, those of RFC 9457 the rest.
 */
final class RefusalWriter {

  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private RefusalWriter() {}

  /**
   * A refusal ready to be sent.
   *
   * @param status the HTTP status
   * @param contentType the media type of the body
   * @param headers the other headers
   * @param body the envelope, UTF-8
   */
  record Written(int status, String contentType, Map<String, String> headers, byte[] body) {}

  /**
   * @param accept the request's {@code Accept}, where it has one
   */
  static Written write(Refusal refusal, @Nullable String accept) {
    return new Written(
        refusal.reason().status(), contentType(accept), headers(refusal), body(refusal));
  }

  /** {@code Retry-After}: whole seconds, rounded up, so that who obeys is not early; at least 1. */
  static long seconds(Duration after) {
    long whole = after.getSeconds() + (after.getNano() > 0 ? 1 : 0);
    return Math.max(1, whole);
  }

  private static String contentType(@Nullable String accept) {
    if (accept != null) {
      for (int i = accept.length() - PROBLEM.length(); i >= 0; i--) {
        if (accept.regionMatches(true, i, PROBLEM, 0, PROBLEM.length())) {
          return PROBLEM;
        }
      }
    }
    return JSON;
  }

  private static Map<String, String> headers(Refusal refusal) {
    Map<String, String> headers = new LinkedHashMap<>(refusal.headers());
    refusal
        .retryAfter()
        .ifPresent(after -> headers.put("Retry-After", Long.toString(seconds(after))));
    int status = refusal.reason().status();
    if (status == 429 || status == 401) {
      headers.put("Cache-Control", "no-store");
    }
    if (refusal.reason() == Reason.UNAUTHENTICATED) {
      headers.putIfAbsent("WWW-Authenticate", "Bearer");
    }
    return headers;
  }

  private static byte[] body(Refusal refusal) {
    Reason reason = refusal.reason();
    StringBuilder detail = new StringBuilder(refusal.detail().length() + 16);
    ENCODER.quoteAsString(refusal.detail(), detail);
    StringBuilder json = new StringBuilder(3 * detail.length() + 256);
    json.append("{\"code\":").append(reason.status());
    json.append(",\"message\":\"").append(detail);
    json.append("\",\"msg\":\"").append(detail);
    json.append("\",\"data\":null,\"type\":\"").append(reason.type());
    json.append("\",\"title\":\"").append(reason.title());
    json.append("\",\"status\":").append(reason.status());
    json.append(",\"detail\":\"").append(detail).append('"');
    policies(refusal.violatedPolicies(), json);
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void policies(List<String> policies, StringBuilder json) {
    if (policies.isEmpty()) {
      return;
    }
    json.append(",\"violated-policies\":[");
    for (int i = 0; i < policies.size(); i++) {
      json.append(i == 0 ? "\"" : ",\"");
      ENCODER.quoteAsString(policies.get(i), json);
      json.append('"');
    }
    json.append(']');
  }
}
