package dev.sluice.front;

import dev.sluice.passage.Passage;
import dev.sluice.team.Team;
import dev.sluice.time.Ticker;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A line for each request, where configuration wants them. It names neither path nor query: task
 * ids stand in the one, secret addresses of callbacks in the other. What a client that left was not
 * told has the status 0.
 */
@Singleton
final class AccessLog {

  private static final Logger LOG = Logger.getLogger("dev.sluice.access");
  private static final String FOLLOWED = AccessLog.class.getName();
  private static final String PASSAGE = Passage.class.getName();
  private static final String NONE = "none";
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The first segments of paths that a line may name. */
  private static final Set<String> PLACES =
      Set.of("api", "callbacks", "me", "admin", "dashboard", "q", "sandbox");

  private final boolean on;
  private final Ticker ticker;

  AccessLog(FrontSettings settings, Ticker ticker) {
    this.on = settings.accessLog();
    this.ticker = ticker;
  }

  /** A request has come. */
  void follow(RoutingContext context) {
    if (!on || context.get(FOLLOWED) != null) {
      return;
    }
    context.put(FOLLOWED, true);
    long from = ticker.nanos();
    context.addEndHandler(
        ended -> write(context, ended.succeeded(), (ticker.nanos() - from) / NANOS_PER_MILLI));
  }

  /** The request goes its way as this passage. */
  void passes(RoutingContext context, Passage passage) {
    if (on) {
      context.put(PASSAGE, passage);
    }
  }

  private static void write(RoutingContext context, boolean answered, long millis) {
    Optional<Passage> passage = Optional.ofNullable(context.get(PASSAGE));
    MultiMap headers = context.response().headers();
    LOG.infof(
        "access team=%s operation=%s status=%d ms=%d upstream=%s requestId=%s",
        passage.flatMap(p -> p.find(Team.class)).map(Team::id).orElse(NONE),
        passage.map(p -> p.head().operation().label()).orElseGet(() -> place(context)),
        answered ? context.response().getStatusCode() : 0,
        millis,
        Optional.ofNullable(headers.get("Sluice-Upstream")).orElse(NONE),
        headers.get(RequestIds.HEADER));
  }

  /** Where a request without an operation went, in a word of ours. */
  private static String place(RoutingContext context) {
    String path = String.valueOf(context.request().path());
    String[] segments = path.split("/", 3);
    return segments.length > 1 && PLACES.contains(segments[1]) ? segments[1] : "other";
  }
}
