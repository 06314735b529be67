package dev.sluice.task;

import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How long answers are kept for {@code Idempotency-Key}, checked. */
@Singleton
public final class IdempotencySettings implements RoomSettings {

  private final Problems problems = new Problems();
  private final Duration retention;

  public IdempotencySettings(IdempotencyConfig config) {
    this.retention =
        new Reading(problems)
            .duration(
                "sluice.idempotency.retention",
                config.idempotency().retention(),
                Duration.ofMinutes(1),
                Duration.ofDays(15),
                Duration.ofHours(24));
  }

  @Produces
  @Singleton
  static Live<IdempotencySettings> judged(IdempotencySettings first) {
    return Live.untilTheNextStart(
        first, edition -> new IdempotencySettings(edition.mapped(IdempotencyConfig.class)));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  /** From when it is kept. */
  public Duration retention() {
    return retention;
  }
}
