package dev.sluice.time;

import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The one place where real time enters. */
final class ClockProducer {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Ticker ticker() {
    return System::nanoTime;
  }

  @Produces
  @Singleton
  Timers timers(Vertx vertx) {
    return new Timers() {
      @Override
      public Alarm after(Duration delay, Runnable task) {
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
      }

      @Override
      public Alarm every(Duration period, Runnable task) {
        long id = vertx.setPeriodic(Math.max(1, period.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
      }
    };
  }
}
