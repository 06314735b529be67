package dev.sluice.routing;

import jakarta.inject.Singleton;
import java.util.List;

/** The route table, for rooms that ask where a team's requests go. */
@Singleton
public final class Routes {

  private final RoutingSettings settings;

  Routes(RoutingSettings settings) {
    this.settings = settings;
  }

  /** The upstreams for this team and provider, in order of preference. */
  public List<String> upstreams(String team, Provider provider) {
    return settings.table().upstreams(team, provider);
  }
}
