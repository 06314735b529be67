package dev.sluice.routing;

import dev.sluice.settings.Live;
import dev.sluice.team.TeamSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
@Singleton
final class RoutingRoom {

  @Produces
  @Singleton
  Live<RoutingSettings> routes(RoutingSettings first, Live<TeamSettings> teams) {
    return Live.of(
        first,
        edition ->
            new RoutingSettings(
                edition.mapped(RoutingConfig.class), edition.layout(), edition.part(teams)));
  }

  @Produces
  @Singleton
  Live<ModelSettings> models(ModelSettings first) {
    return Live.of(
        first, edition -> new ModelSettings(edition.mapped(ModelConfig.class), edition.layout()));
  }
}
