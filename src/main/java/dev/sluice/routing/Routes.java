package dev.sluice.routing;

import dev.sluice.settings.Live;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The route table, for rooms that ask where a team's requests go. */
@Singleton
public final class Routes {

  private final Live<RoutingSettings> settings;

  public Routes(Live<RoutingSettings> settings) {
    this.settings = settings;
  }

  /** The upstreams for this team and provider, in order of preference. */
  public List<String> upstreams(String team, Provider provider) {
    return settings.now().table().upstreams(team, provider);
  }

  /** All upstreams that a submit of this team may be sent to. */
  public Set<String> reach(String team) {
    return Arrays.stream(Provider.values())
        .filter(settings.now().table().of(team)::allows)
        .flatMap(provider -> upstreams(team, provider).stream())
        .collect(Collectors.toSet());
  }
}
