package dev.sluice.upstream;

import java.time.Duration;
import java.util.Optional;

/**
 * Whose failures say something about the upstream, and not only about the team that met them.
 *
 * <p>A team's failure counts, unless the last one that counted was its own too, fewer than two
 * submits have succeeded since, and another team's submit did succeed a moment ago. So, while
 * others are served, one team alone makes at most every third thing that counts a failure; and
 * where nobody is served, every failure counts.
 *
 * <p>Not for several threads.
 */
final class Witnesses {

  private static final int SUCCESSES_BETWEEN = 2;

  private final long memory;
  private Optional<String> failedLast = Optional.empty();
  private int successesSince;
  private Optional<Success> last = Optional.empty();
  private Optional<Success> lastOfAnother = Optional.empty();

  private record Success(String team, long at) {}

  /**
   * @param memory how long a success is remembered
   */
  Witnesses(Duration memory) {
    this.memory = memory.toNanos();
  }

  /** A submit of this team was answered well. */
  void succeeded(String team, long now) {
    if (last.filter(success -> success.team.equals(team)).isEmpty()) {
      lastOfAnother = last;
    }
    last = Optional.of(new Success(team, now));
    successesSince++;
  }

  /** A submit of this team failed: does it count? */
  boolean failed(String team, long now) {
    boolean again = failedLast.filter(team::equals).isPresent();
    if (again && successesSince < SUCCESSES_BETWEEN && anotherIsServed(team, now)) {
      return false;
    }
    failedLast = Optional.of(team);
    successesSince = 0;
    return true;
  }

  private boolean anotherIsServed(String team, long now) {
    Optional<Success> another =
        last.filter(success -> !success.team.equals(team)).or(() -> lastOfAnother);
    return another.filter(success -> now - success.at <= memory).isPresent();
  }
}
