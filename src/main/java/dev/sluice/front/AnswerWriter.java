package dev.sluice.front;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.team.Team;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;

/**
 * Turns an answer into HTTP, with the headers that say what it cost and what is left.
 *
 * <p>All headers but the content type go straight onto the response, where they replace instead of
 * adding up: what we say about ourselves counts, not what the upstream said under the same name.
 */
@Singleton
final class AnswerWriter {

  private static final String APPLIED = "Preference-Applied";

  private final RateLimitHeaders rateLimits;

  AnswerWriter(RateLimitHeaders rateLimits) {
    this.rateLimits = rateLimits;
  }

  Response write(Passage passage, Answer answer, HttpServerResponse response) {
    Response.ResponseBuilder body =
        answer instanceof Relayed relayed
            ? relay(relayed, response.headers())
            : refuse(passage, (Refused) answer, response.headers());
    own(passage, response.headers());
    return body.build();
  }

  private static Response.ResponseBuilder relay(Relayed relayed, MultiMap headers) {
    String type = RefusalWriter.JSON;
    for (Map.Entry<String, String> header : relayed.headers().entrySet()) {
      String name = header.getKey();
      if (name.equalsIgnoreCase("Content-Type")) {
        type = header.getValue();
      } else if (!name.equalsIgnoreCase(RequestIds.HEADER)) {
        headers.set(name, header.getValue());
      }
    }
    return Response.status(relayed.status()).type(MediaTypes.of(type)).entity(relayed.body());
  }

  private static Response.ResponseBuilder refuse(
      Passage passage, Refused refused, MultiMap headers) {
    RefusalWriter.Written written =
        RefusalWriter.write(refused.refusal(), passage.head().header("Accept").orElse(null));
    written.headers().forEach(headers::set);
    return Response.status(written.status())
        .type(MediaTypes.of(written.contentType()))
        .entity(written.body());
  }

  private void own(Passage passage, MultiMap headers) {
    Optional<Team> team = passage.find(Team.class);
    if (team.isEmpty()) {
      return;
    }
    RateLimitHeaders.Values values = rateLimits.of(team.get().id());
    headers.set("RateLimit-Policy", values.policy());
    headers.set("RateLimit", values.limit());
    passage.find(Durations.class).ifPresent(spent -> headers.set("Server-Timing", timing(spent)));
    passage
        .find(AppliedWait.class)
        .ifPresent(
            applied ->
                headers.set(
                    APPLIED,
                    headers.contains(APPLIED)
                        ? headers.get(APPLIED) + ", wait=" + applied.seconds()
                        : "wait=" + applied.seconds()));
  }

  /** {@code Server-Timing}, in milliseconds with one digit behind the point. */
  static String timing(Durations spent) {
    StringBuilder text = new StringBuilder(40).append("wait;dur=");
    tenths(spent.waitNanos(), text);
    text.append(", upstream;dur=");
    tenths(spent.upstreamNanos(), text);
    return text.toString();
  }

  private static void tenths(long nanos, StringBuilder text) {
    long tenths = (Math.max(0, nanos) + 50_000) / 100_000;
    text.append(tenths / 10).append('.').append(tenths % 10);
  }
}
