package dev.sluice.routing;

import dev.sluice.routing.RouteTable.TeamRoutes;
import dev.sluice.settings.Layout;
import dev.sluice.settings.Problems;
import dev.sluice.settings.RoomSettings;
import dev.sluice.team.Team;
import dev.sluice.team.TeamSettings;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the route table. */
@Singleton
public final class RoutingSettings implements RoomSettings {

  private final Problems problems = new Problems();
  private final Layout layout;
  private final RouteTable table;

  public RoutingSettings(RoutingConfig config, Layout layout, TeamSettings teams) {
    this.layout = layout;
    if (layout.upstreams().isEmpty()) {
      problems.add(
          "sluice.sandbox.enabled",
          "false",
          "true, or absent, where no upstream is configured: there would be none at all");
    }
    Map<Provider, List<String>> common = new EnumMap<>(Provider.class);
    for (Provider provider : Provider.values()) {
      common.put(provider, everyUpstream());
    }
    common.putAll(routes("sluice.routes", config.routes()));
    Map<String, TeamRoutes> differing = new HashMap<>();
    teams
        .teams()
        .forEach(
            (id, team) ->
                differing.put(id, read(team, Optional.ofNullable(config.teams().get(id)))));
    this.table = new RouteTable(common, differing);
  }

  @Override
  public Problems problems() {
    return problems;
  }

  RouteTable table() {
    return table;
  }

  /** All that are configured; the sandbox only where it is alone. */
  private List<String> everyUpstream() {
    List<String> real =
        layout.upstreams().stream().filter(name -> !layout.isSandbox(name)).toList();
    return real.isEmpty() ? List.copyOf(layout.upstreams()) : real;
  }

  private TeamRoutes read(Team team, Optional<RoutingConfig.TeamValues> values) {
    String at = "sluice.teams." + team.id();
    Set<Provider> allowed = providers(at, values.flatMap(RoutingConfig.TeamValues::providers));
    Optional<Provider> fallback =
        values
            .flatMap(RoutingConfig.TeamValues::defaultProvider)
            .flatMap(word -> provider(at + ".default-provider", word, allowed));
    Map<Provider, List<String>> own =
        values.map(v -> routes(at + ".routes", v.routes())).orElse(Map.of());
    if (team.sandbox()) {
      own = sandboxOnly(at);
    }
    return new TeamRoutes(allowed, fallback, own);
  }

  private Map<Provider, List<String>> sandboxOnly(String at) {
    if (layout.sandboxes().isEmpty()) {
      problems.add(at + ".sandbox", "true", "false where sluice.sandbox.enabled is false");
    }
    return Arrays.stream(Provider.values())
        .collect(Collectors.toMap(provider -> provider, provider -> layout.sandboxes()));
  }

  private Set<Provider> providers(String at, Optional<List<String>> words) {
    Set<Provider> allowed = EnumSet.noneOf(Provider.class);
    for (String word : words.orElse(List.of())) {
      provider(at + ".providers", word, EnumSet.allOf(Provider.class)).ifPresent(allowed::add);
    }
    return allowed.isEmpty() ? EnumSet.allOf(Provider.class) : allowed;
  }

  private Map<Provider, List<String>> routes(String at, Map<String, RoutingConfig.Route> written) {
    Map<Provider, List<String>> routes = new EnumMap<>(Provider.class);
    written.forEach(
        (word, names) ->
            Provider.of(word)
                .ifPresentOrElse(
                    provider ->
                        route(at + "." + word, names.upstreams().orElse(List.of()))
                            .ifPresent(route -> routes.put(provider, route)),
                    () ->
                        problems.add(at + "." + word, word, words(EnumSet.allOf(Provider.class)))));
    return routes;
  }

  private Optional<List<String>> route(String key, List<String> names) {
    List<String> route = new ArrayList<>();
    for (String name : names) {
      if (!layout.upstreams().contains(name)) {
        problems.add(key, name, "an upstream: " + String.join(", ", layout.upstreams()));
      } else if (!route.contains(name)) {
        route.add(name);
      }
    }
    if (names.isEmpty()) {
      problems.add(key, "", "at least one of " + String.join(", ", layout.upstreams()));
    }
    return route.isEmpty() ? Optional.empty() : Optional.of(route);
  }

  private Optional<Provider> provider(String key, String word, Set<Provider> allowed) {
    Optional<Provider> provider = Provider.of(word.trim()).filter(allowed::contains);
    if (provider.isEmpty()) {
      problems.add(key, word, words(allowed));
    }
    return provider;
  }

  private static String words(Set<Provider> providers) {
    return providers.stream().sorted().map(Provider::word).collect(Collectors.joining(", "));
  }
}
