package dev.sluice.routing;

import dev.sluice.settings.Live;
import dev.sluice.team.TeamSettings;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;

/**
 * The metric label {@code model}: as many values as configuration names literally, those that
 * upstreams are told among them, and one more.
 */
@Singleton
public final class ModelLabels {

  /** The label of every model that configuration does not name. */
  public static final String OTHER = "other";

  private volatile Set<String> literal;

  public ModelLabels(Live<TeamSettings> teams, Live<ModelSettings> models) {
    this.literal = literal(teams.now(), models.now());
    teams.follow(changed -> literal = literal(changed, models.now()));
  }

  private static Set<String> literal(TeamSettings teams, ModelSettings models) {
    var names = new HashSet<>(models.book().literal());
    teams.teams().values().stream()
        .flatMap(team -> team.models().stream())
        .filter(glob -> !glob.contains("*"))
        .forEach(names::add);
    return Set.copyOf(names);
  }

  /** The model id where configuration names it literally, else {@value #OTHER}. */
  public String of(String model) {
    return literal.contains(model) ? model : OTHER;
  }
}
