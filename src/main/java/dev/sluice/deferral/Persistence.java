package dev.sluice.deferral;

import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Tells the store what it must hear, again each second until it has. */
final class Persistence {

  private static final Logger LOG = Logger.getLogger(Persistence.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Timers timers;

  Persistence(Timers timers) {
    this.timers = timers;
  }

  /**
   * @param step is asked for anew each time
   * @param then hears its answer
   */
  <T> void until(Supplier<Uni<T>> step, Consumer<T> then) {
    step.get()
        .subscribe()
        .with(
            then,
            failure -> {
              if (!(failure instanceof StoreFailure)) {
                LOG.errorf(failure, "deferred-step-failed");
              }
              timers.after(AGAIN, () -> until(step, then));
            });
  }
}
