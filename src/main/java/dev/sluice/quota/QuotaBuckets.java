package dev.sluice.quota;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The teams' own ceilings on submits. */
public interface QuotaBuckets {

  /**
   * Looks, without taking, whether one submit would pass now; a value is what stands in the way.
   */
  Uni<Optional<Exhausted>> look(String team);

  /**
   * Takes one submit from every ceiling of the team, or from none; a value is what stands in the
   * way.
   */
  Uni<Optional<Exhausted>> take(String team);

  /** Gives one submit back to every ceiling of the team. */
  Uni<Void> giveBack(String team);

  /**
   * The team's ceilings as they stand, for headers; empty where it has none. Costs no round trip.
   */
  List<Level> levels(String team);

  /**
   * A ceiling that is used up.
   *
   * @param policy its name, such as {@code team-requests}
   * @param after when one submit passes again
   */
  record Exhausted(String policy, Duration after) {}

  /**
   * A ceiling as it stands.
   *
   * @param policy its name
   * @param quota submits a window
   * @param windowSeconds the window
   * @param remaining submits that would pass now
   * @param nextAfter until one more would pass
   */
  record Level(String policy, long quota, long windowSeconds, long remaining, Duration nextAfter) {}
}
