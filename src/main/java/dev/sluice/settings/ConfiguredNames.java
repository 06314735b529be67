package dev.sluice.settings;

import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/**
 * The names that configuration gives by any member at all: of teams and upstreams. A room's own map
 * lacks those that say nothing to that room.
 */
@Singleton
public final class ConfiguredNames {

  private final Map<String, Set<String>> names = new HashMap<>();

  @Inject
  public ConfiguredNames(Config config) {
    this(config.unwrap(SmallRyeConfig.class).getPropertyNames());
  }

  ConfiguredNames(Iterable<String> written) {
    for (String name : written) {
      if (name.startsWith("sluice.")) {
        List<String> segments = MemberName.segments(name);
        if (segments.size() > 2) {
          names.computeIfAbsent(segments.get(1), any -> new TreeSet<>()).add(segments.get(2));
        }
      }
    }
  }

  /** The ids of teams. */
  public Set<String> teams() {
    return under("teams");
  }

  /** The names of upstreams, the built-in one among them where anything is said about it. */
  public Set<String> upstreams() {
    return under("upstreams");
  }

  private Set<String> under(String member) {
    return Set.copyOf(names.getOrDefault(member, Set.of()));
  }
}
