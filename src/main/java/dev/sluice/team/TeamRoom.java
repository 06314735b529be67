package dev.sluice.team;

import dev.sluice.settings.Live;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
@Singleton
final class TeamRoom {

  /** Who is let in changes last, when every other room knows the team. */
  @Produces
  @Singleton
  Live<TeamSettings> live(TeamSettings first) {
    return Live.of(
            first, edition -> new TeamSettings(edition.mapped(TeamConfig.class), edition.layout()))
        .last();
  }
}
