package dev.sluice.settings;

import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/** The ids of the teams that configuration names by any member at all. */
@Singleton
public final class ConfiguredTeams {

  private static final String PREFIX = "sluice.teams.";

  private final Set<String> names = new TreeSet<>();

  public ConfiguredTeams(Config config) {
    for (String name : config.unwrap(SmallRyeConfig.class).getPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        names.add(firstSegment(name.substring(PREFIX.length())));
      }
    }
  }

  public Set<String> names() {
    return Set.copyOf(names);
  }

  private static String firstSegment(String rest) {
    if (rest.startsWith("\"")) {
      int end = rest.indexOf('"', 1);
      return end < 0 ? rest : rest.substring(1, end);
    }
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
