package dev.sluice.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may serve whom, at one moment. Immutable.
 *
 * @param common upstreams by provider, in order of preference, at least one each
 * @param teams what differs for a team; a team that is not there has {@link TeamRoutes#OPEN}
 */
record RouteTable(Map<Provider, List<String>> common, Map<String, TeamRoutes> teams) {

  RouteTable {
    common = Map.copyOf(common);
    teams = Map.copyOf(teams);
  }

  /** What this team may name, and where it goes. */
  TeamRoutes of(String team) {
    return teams.getOrDefault(team, TeamRoutes.OPEN);
  }

  /** The upstreams for this team and provider, in order of preference. */
  List<String> upstreams(String team, Provider provider) {
    return of(team).own().getOrDefault(provider, common.getOrDefault(provider, List.of()));
  }

  /**
   * One team's part.
   *
   * @param providers what it may name
   * @param fallback what is written into a submit that names none
   * @param own its own routes
   */
  record TeamRoutes(
      Set<Provider> providers, Optional<Provider> fallback, Map<Provider, List<String>> own) {

    static final TeamRoutes OPEN =
        new TeamRoutes(Set.of(Provider.values()), Optional.empty(), Map.of());

    TeamRoutes {
      providers = Set.copyOf(providers);
      own = Map.copyOf(own);
    }

    boolean allows(Provider provider) {
      return providers.contains(provider);
    }
  }
}
