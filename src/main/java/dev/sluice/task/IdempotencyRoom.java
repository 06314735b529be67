package dev.sluice.task;

import dev.sluice.passage.Draining;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import dev.sluice.upstream.Upstreams;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Puts together what {@code Idempotency-Key} takes, and chooses where keys are kept. */
@Singleton
final class IdempotencyRoom {

  private static final int KEYS_IN_MEMORY = 100_000;

  /** The part of the heap that keys and their answers may take. */
  private static final int PART_OF_HEAP = 8;

  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

  @Produces
  @Singleton
  IdempotencyStore store(@Any Instance<IdempotencyStore> all, StoreChoice choice) {
    return choice.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  IdempotencyStore memory(IdempotencySettings settings, Ticker ticker) {
    long mostBytes = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    return new MemoryIdempotencyStore(settings.retention(), KEYS_IN_MEMORY, mostBytes, ticker);
  }

  @Produces
  @Singleton
  KeyErrands errands(Ticker ticker) {
    return new KeyErrands(ticker);
  }

  @Produces
  @Singleton
  KeyClaims claims(IdempotencyStore store, Timers timers, Ticker ticker, Draining draining) {
    return new KeyClaims(store, timers, ticker, draining);
  }

  @Produces
  @Singleton
  IdempotencyStage stage(
      IdempotencyStore store, KeyClaims claims, KeyErrands errands, Upstreams upstreams) {
    return new IdempotencyStage(store, claims, errands, new ClaimTime(upstreams));
  }

  @Produces
  @Singleton
  IdempotentSubmits submits(IdempotencyStore store) {
    return new FoundTasks(store);
  }

  void start(
      @Observes StartupEvent started, IdempotencyStore store, KeyErrands errands, Timers timers) {
    timers.every(
        BETWEEN_SWEEPS,
        () -> {
          store.sweep();
          errands.retry();
        });
  }
}
