package dev.sluice.team;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The teams of the configuration. */
@Singleton
final class ConfiguredTeamDirectory implements TeamDirectory {

  private final Map<TeamKey, Optional<Team>> byKey = new HashMap<>();
  private final Map<String, Optional<Team>> byId = new HashMap<>();

  ConfiguredTeamDirectory(TeamSettings settings) {
    settings.keys().forEach((key, team) -> byKey.put(key, Optional.of(team)));
    settings.teams().forEach((id, team) -> byId.put(id, Optional.of(team)));
  }

  @Override
  public Optional<Team> byKey(String presentedKey) {
    return TeamKey.presented(presentedKey)
        .flatMap(key -> byKey.getOrDefault(key, Optional.empty()));
  }

  @Override
  public Optional<Team> byId(String id) {
    return byId.getOrDefault(id, Optional.empty());
  }
}
