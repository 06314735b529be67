package dev.sluice.redis;

import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Optional;

/** How the store stands, for whoever is told about it. */
@Singleton
public final class StoreStanding {

  private final Optional<StoreWatch> watch;

  StoreStanding(StoreChoice store, Instance<StoreWatch> watch) {
    this.watch = store.kind() == StoreKind.REDIS ? Optional.of(watch.get()) : Optional.empty();
  }

  /** In one word. */
  public enum Mode {
    /** There is none but this process. */
    MEMORY,
    /** Redis answers, and is set up as it must be. */
    REDIS,
    /** Redis answers; something is not as it should be. */
    DEGRADED,
    /** Redis does not answer. */
    AWAY
  }

  /**
   * How it stands.
   *
   * @param detail the reasons in words; empty where all is well
   */
  public record Now(Mode mode, String detail) {}

  public Now now() {
    if (watch.isEmpty()) {
      return new Now(Mode.MEMORY, "");
    }
    StoreState state = watch.get().state();
    Mode mode =
        switch (state.kind()) {
          case OK -> Mode.REDIS;
          case DEGRADED -> Mode.DEGRADED;
          case LOST -> Mode.AWAY;
        };
    return new Now(mode, String.join("; ", state.why()));
  }
}
