package dev.sluice.meters;

import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Keeps the gauges of whatever may come and go up to date. */
@Singleton
final class Refreshing {

  /** A team that has come is shown after this, one that is gone is not any more. */
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private Timers.Alarm rounds = () -> {};

  void start(@Observes StartupEvent started, Meters meters, Timers timers) {
    rounds = timers.every(PERIOD, meters::refresh);
  }

  void stop(@Observes ShutdownEvent stopping) {
    rounds.cancel();
  }
}
