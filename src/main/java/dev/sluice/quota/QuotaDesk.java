package dev.sluice.quota;

import dev.sluice.settings.Live;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What whoever runs the gateway may ask of the teams' ceilings. */
@Singleton
public final class QuotaDesk {

  private final Live<QuotaSettings> settings;

  QuotaDesk(Live<QuotaSettings> settings) {
    this.settings = settings;
  }

  /** How many submits a minute a team may send; empty where it has no such ceiling. */
  public Optional<Long> perMinute(String team) {
    return settings.now().ceilings().getOrDefault(team, List.of()).stream()
        .filter(ceiling -> ceiling.window().equals(Ceiling.MINUTE))
        .map(Ceiling::quota)
        .findFirst();
  }
}
