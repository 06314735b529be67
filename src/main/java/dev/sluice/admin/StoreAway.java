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

  /** The answer to a question, with a failure of the store told as 503. */
  static <T> Uni<T> asked(Uni<T> answer) {
    return answer
        .onFailure(StoreFailure.class)
        .transform(failure -> refused("The gateway's shared store is away."));
  }

  /** The same of a change: whether it may have been made. */
  static <T> Uni<T> told(Uni<T> answer) {
    return answer
        .onFailure(StoreFailure.class)
        .transform(
            failure ->
                refused(
                    ((StoreFailure) failure).kind() == StoreFailure.Kind.UNKNOWN
                        ? "The gateway's shared store does not answer, and it is not known what came"
                            + " of it."
                        : "The gateway's shared store is away; nothing was changed."));
  }

  private static RefusedException refused(String detail) {
    return new RefusedException(Refusal.of(Reason.UNAVAILABLE, detail).retryAfter(COME_BACK));
  }
}
