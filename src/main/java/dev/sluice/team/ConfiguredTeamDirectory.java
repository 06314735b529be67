package dev.sluice.team;

import dev.sluice.settings.Editions;
import dev.sluice.settings.Live;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The teams of the configuration, as it stands now. */
@Singleton
final class ConfiguredTeamDirectory implements TeamDirectory {

  private final Clock clock;
  private final BooleanSupplier complete;
  private volatile Register register;

  /** What is looked up, put together once: a request makes nothing. */
  private record Register(
      Map<TeamKey, Optional<Holder>> byKey,
      Map<String, Optional<Team>> byId,
      Collection<Team> all) {

    static Register of(TeamSettings settings) {
      Map<TeamKey, Optional<Holder>> byKey = new HashMap<>();
      Map<String, Optional<Team>> byId = new HashMap<>();
      settings.keys().forEach((key, held) -> byKey.put(key, Optional.of(Holder.of(held))));
      settings.teams().forEach((id, team) -> byId.put(id, Optional.of(team)));
      return new Register(byKey, byId, settings.teams().values());
    }
  }

  /** A team, and until when the key is its own. */
  private record Holder(Optional<Team> team, Optional<Instant> until) {

    static Holder of(TeamSettings.Held held) {
      return new Holder(Optional.of(held.team()), held.until());
    }
  }

  @Inject
  ConfiguredTeamDirectory(Live<TeamSettings> settings, Editions editions, Clock clock) {
    this(settings, editions::complete, clock);
  }

  ConfiguredTeamDirectory(Live<TeamSettings> settings, BooleanSupplier complete, Clock clock) {
    this.clock = clock;
    this.complete = complete;
    this.register = Register.of(settings.now());
    settings.follow(changed -> register = Register.of(changed));
  }

  @Override
  public Optional<Team> byKey(String presentedKey) {
    return TeamKey.presented(presentedKey)
        .flatMap(key -> register.byKey().getOrDefault(key, Optional.empty()))
        .filter(holder -> holder.until().isEmpty() || isBefore(holder.until().get()))
        .flatMap(Holder::team);
  }

  private boolean isBefore(Instant end) {
    return clock.instant().isBefore(end);
  }

  @Override
  public Optional<Team> byId(String id) {
    return register.byId().getOrDefault(id, Optional.empty());
  }

  @Override
  public Collection<Team> all() {
    return register.all();
  }

  @Override
  public boolean complete() {
    return complete.getAsBoolean();
  }
}
