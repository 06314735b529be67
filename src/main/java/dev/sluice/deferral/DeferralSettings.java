package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.settings.Layout;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What each team may have waiting. */
@Singleton
public final class DeferralSettings implements RoomSettings {

  /** What the bodies of a team may have together. */
  static final long BYTES_PER_TEAM = 64L << 20;

  private static final int USUAL_TASKS = 10_000;
  private static final int MOST_TASKS = 1_000_000;
  private static final Duration USUAL_AGE = Duration.ofHours(6);
  private static final Duration MOST_AGE = Duration.ofDays(14);

  private final Problems problems = new Problems();
  private final Map<String, Terms> terms = new HashMap<>();

  private record Terms(Room room, Duration maxAge) {

    private static final Terms USUAL = new Terms(new Room(USUAL_TASKS, BYTES_PER_TEAM), USUAL_AGE);
  }

  public DeferralSettings(DeferralConfig config, Layout layout) {
    Reading reading = new Reading(problems);
    for (String team : layout.teams()) {
      Optional<DeferralConfig.Team> values = Optional.ofNullable(config.teams().get(team));
      String at = "sluice.teams." + team;
      long tasks =
          reading.count(
              at + ".deferred-tasks",
              values.flatMap(DeferralConfig.Team::deferredTasks),
              0,
              MOST_TASKS,
              USUAL_TASKS);
      Duration age =
          reading.duration(
              at + ".deferred-max-age",
              values.flatMap(DeferralConfig.Team::deferredMaxAge),
              Duration.ofSeconds(1),
              MOST_AGE,
              USUAL_AGE);
      terms.put(team, new Terms(new Room((int) tasks, BYTES_PER_TEAM), age));
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }

  Room room(String team) {
    return terms.getOrDefault(team, Terms.USUAL).room();
  }

  Duration maxAge(String team) {
    return terms.getOrDefault(team, Terms.USUAL).maxAge();
  }
}
