package dev.sluice.task;

import dev.sluice.time.Ticker;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts together what hears of ends. */
@Singleton
final class EndsRoom {

  @Produces
  @Singleton
  Trust trust(TaskSettings settings, Ticker ticker) {
    return new Trust(settings.callbacks(), ticker);
  }

  @Produces
  @Singleton
  CatchUp catchUp(OpenTasks open, Look look) {
    return new CatchUp(open, look::again);
  }

  @Produces
  @Singleton
  ToldEnds toldEnds(
      Trust trust,
      TaskStore store,
      OpenTasks open,
      Closing closing,
      EndWaiters waiters,
      CatchUp catchUp) {
    return new ToldEnds(trust, store, open, closing, waiters, catchUp);
  }
}
