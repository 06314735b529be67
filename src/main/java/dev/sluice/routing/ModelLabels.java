package dev.sluice.routing;

import dev.sluice.settings.ConfiguredNames;
import dev.sluice.team.TeamSettings;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;

/**
 * The metric label {@code model}: as many values as configuration names literally, and one more.
 */
@Singleton
public final class ModelLabels {

  /** The label of every model that configuration does not name. */
  public static final String OTHER = "other";

  private final Set<String> literal;

  public ModelLabels(TeamSettings teams, ConfiguredNames configured) {
    var names = new HashSet<>(configured.models());
    teams.teams().values().stream()
        .flatMap(team -> team.models().stream())
        .filter(glob -> !glob.contains("*"))
        .forEach(names::add);
    this.literal = Set.copyOf(names);
  }

  /** The model id where configuration names it literally, else {@value #OTHER}. */
  public String of(String model) {
    return literal.contains(model) ? model : OTHER;
  }
}
