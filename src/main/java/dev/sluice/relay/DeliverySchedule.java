package dev.sluice.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What follows from an attempt, and when: after the failed attempt number n (from 1) the next one
 * comes after {@link #DELAYS}[n - 1], 10 % more or less by chance; after the last delay there is
 * none.
 *
 * <p>Any 2xx is success; 410 ends it; everything else, redirects too, is a failure. {@code
 * Retry-After} postpones the next attempt, at most by a day, and never brings it forward: a
 * receiver that asks for less than the schedule would spend its attempts too soon.
 */
final class DeliverySchedule {

  /** Together 41 hours and 42 minutes. */
  static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(4),
          Duration.ofHours(12),
          Duration.ofHours(24));

  private static final Duration MOST = Duration.ofHours(24);
  private static final double JITTER = 0.1;
  private static final int GONE = 410;

  private final DoubleSupplier random;

  /**
   * @param random a number from 0 to 1, anew each time
   */
  DeliverySchedule(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * What follows.
   *
   * @param failures how many attempts have failed before this one
   */
  Settlement after(Attempt attempt, int failures) {
    if (attempt instanceof Attempt.Answered answered) {
      String result = Integer.toString(answered.status());
      if (answered.status() / 100 == 2) {
        return new Settlement.Delivered(result);
      }
      return answered.status() == GONE
          ? new Settlement.Dead(true, result)
          : failed(failures, answered.retryAfter(), result);
    }
    return failed(failures, Optional.empty(), ((Attempt.Broken) attempt).cause());
  }

  private Settlement failed(int failures, Optional<Duration> retryAfter, String result) {
    if (failures >= DELAYS.size()) {
      return new Settlement.Dead(false, result);
    }
    double spread = 1 - JITTER + 2 * JITTER * random.getAsDouble();
    Duration planned = Duration.ofMillis(Math.round(DELAYS.get(failures).toMillis() * spread));
    Duration asked = retryAfter.map(wish -> wish.compareTo(MOST) > 0 ? MOST : wish).orElse(planned);
    return new Settlement.Again(asked.compareTo(planned) > 0 ? asked : planned, result);
  }
}
