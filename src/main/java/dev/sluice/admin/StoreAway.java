package dev.sluice.admin;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** What an administrator is told while the store is away. */
final class StoreAway {

  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private StoreAway() {}

  /** The same, with a failure of the store told as 503. */
  static <T> Uni<T> told(Uni<T> answer) {
    return answer
        .onFailure(StoreFailure.class)
        .transform(
            failure ->
                new RefusedException(
                    Refusal.of(
                            Reason.UNAVAILABLE,
                            "The gateway's shared store is away, and it is not known what came of"
                                + " it.")
                        .retryAfter(COME_BACK)));
  }
}
