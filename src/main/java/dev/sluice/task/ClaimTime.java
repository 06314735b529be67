package dev.sluice.task;

import dev.sluice.passage.Patience;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import java.time.Duration;

/**
 * How long a submit may run at most: its own patience; the 8 s for which waiters are held while the
 * store is away (law G5); for every upstream twice its timeout, 5 s for a connection and 1 s for
 * another token, since each may be tried without and with waiting; and 10 s to spare. At most an
 * hour.
 *
 * <p>Confessed: an upstream that answers with 429 again and again may make it longer. A submit that
 * outlives this is answered all the same, and its answer is kept; only who asks with its key in
 * between is told that the outcome is unknown.
 */
final class ClaimTime {

  private static final Duration STORE_HOLD = Duration.ofSeconds(8);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANOTHER_TOKEN = Duration.ofSeconds(1);
  private static final Duration TO_SPARE = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofHours(1);
  private static final int ROUNDS = 2;

  private final Upstreams upstreams;

  ClaimTime(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  Duration of(Patience patience) {
    Duration sum = patience.limit().plus(STORE_HOLD).plus(TO_SPARE);
    for (Upstream upstream : upstreams.all()) {
      sum = sum.plus(upstream.timeout().plus(CONNECT).plus(ANOTHER_TOKEN).multipliedBy(ROUNDS));
    }
    return sum.compareTo(MOST) < 0 ? sum : MOST;
  }
}
