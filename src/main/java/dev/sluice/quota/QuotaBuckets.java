package dev.sluice.quota;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The teams' own ceilings on submits. A team without any passes always. */
public interface QuotaBuckets {

  /**
   * Looks, without taking, whether one submit would pass behind others. Never fails: what is not
   * known stands in nobody's way, since {@link #take} decides.
   *
   * @param ahead how many go first
   * @return what stands in the way; empty where nothing does
   */
  Uni<Optional<Exhausted>> look(String team, int ahead);

  /**
   * Takes one submit from every ceiling of the team, or from none. Fails with a {@link
   * dev.sluice.redis.StoreFailure} where the store of the ceilings does not answer; then nothing
   * may be sent.
   */
  Uni<Taking> take(String team);

  /**
   * The team's ceilings as they stand, for headers; empty where it has none. Costs no round trip.
   */
  List<Level> levels(String team);

  /** What came of taking. */
  sealed interface Taking permits Exhausted, Taken {}

  /**
   * A ceiling that is used up.
   *
   * @param policy its name, such as {@code team-requests}
   * @param after when one submit passes
   */
  record Exhausted(String policy, Duration after) implements Taking {}

  /** One submit was taken from every ceiling. */
  non-sealed interface Taken extends Taking {

    /**
     * Gives it back, for a submit that started nothing. The second call does nothing. What a refill
     * has replaced in between is not given twice, so that giving back never lets more through than
     * the ceiling (law Q2).
     */
    Uni<Void> giveBack();
  }

  /**
   * A ceiling as it stands.
   *
   * @param policy its name
   * @param quota submits a window
   * @param windowSeconds the window, rounded up
   * @param remaining submits that would pass now
   * @param nextAfter until one more would pass; zero where there is no room for more
   */
  record Level(String policy, long quota, long windowSeconds, long remaining, Duration nextAfter) {}
}
