package dev.sluice.admin;

import dev.sluice.history.Replica;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Recent;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Looks at everything, four times a second at most however many ask. A part that does not answer in
 * time is left out, and the rest is told.
 */
final class Overviews {

  private static final Logger LOG = Logger.getLogger(Overviews.class);
  private static final Duration FRESH = Duration.ofMillis(250);

  /** How long a part has. */
  static final Duration DEADLINE = Duration.ofMillis(500);

  private final Parts parts;
  private final Replica replica;
  private final Clock clock;
  private final Recent<Overview> recent;

  Overviews(Parts parts, Replica replica, Ticker ticker, Clock clock) {
    this.parts = parts;
    this.replica = replica;
    this.clock = clock;
    this.recent = new Recent<>(this::look, FRESH, ticker);
  }

  /** Where each part is asked for. */
  record Parts(KeyFigures keys, TeamFigures teams, WorkFigures work) {}

  /** Never fails. */
  Uni<Overview> now() {
    return recent.get();
  }

  private Uni<Overview> look() {
    Map<String, String> missing = new ConcurrentHashMap<>();
    return Uni.combine()
        .all()
        .unis(
            timely("budgets", parts.keys().budgets(), missing),
            timely("teams", parts.teams().teams(), missing),
            timely("refusals", parts.teams().refusals(), missing),
            timely("deliveries", parts.work().deliveries(), missing),
            timely("tasks", parts.work().tasks(), missing))
        .asTuple()
        .map(
            all ->
                new Overview(
                    clock.instant().toString(),
                    replica.name(),
                    parts.keys().store(),
                    all.getItem1().orElse(null),
                    parts.keys().upstreams(),
                    all.getItem2().orElse(null),
                    all.getItem3().orElse(null),
                    all.getItem4().orElse(null),
                    all.getItem5().orElse(null),
                    Map.copyOf(missing)));
  }

  /** The part, or empty and why it is missing. */
  static <T> Uni<Optional<T>> timely(String name, Uni<T> part, Map<String, String> missing) {
    return part.map(Optional::of)
        .ifNoItem()
        .after(DEADLINE)
        .fail()
        .onFailure()
        .recoverWithItem(
            failure -> {
              missing.put(name, why(name, failure));
              return Optional.empty();
            });
  }

  private static String why(String name, Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "It did not answer within " + DEADLINE.toMillis() + " ms.";
    }
    if (failure instanceof StoreFailure) {
      return "The store is away.";
    }
    LOG.errorf("overview part failed: part=%s cause=%s", name, failure);
    return "It failed; the log tells more.";
  }
}
