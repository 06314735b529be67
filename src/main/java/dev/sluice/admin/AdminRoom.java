package dev.sluice.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.history.History;
import dev.sluice.history.Replica;
import dev.sluice.passage.Draining;
import dev.sluice.settings.Live;
import dev.sluice.team.TeamSettings;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts the room together. */
@Singleton
final class AdminRoom {

  @Produces
  @Singleton
  Overviews overviews(
      KeyFigures keys,
      TeamFigures teams,
      WorkFigures work,
      Replica replica,
      Ticker ticker,
      Clock clock) {
    return new Overviews(new Overviews.Parts(keys, teams, work), replica, ticker, clock);
  }

  @Produces
  @Singleton
  LiveStream stream(
      Overviews overviews,
      History history,
      ObjectMapper json,
      AdminDoor door,
      Timers timers,
      Draining draining) {
    return new LiveStream(
        new LiveFeed(overviews::now, history::ended, json),
        authorization -> door.look(authorization) instanceof AdminDoor.Visit.Known,
        timers,
        draining);
  }

  @Produces
  @Singleton
  Live<AdminSettings> settings(AdminSettings first, Live<TeamSettings> teams) {
    return Live.of(
        first,
        edition -> new AdminSettings(edition.mapped(AdminConfig.class), edition.part(teams)));
  }
}
