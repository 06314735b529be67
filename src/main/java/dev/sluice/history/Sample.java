package dev.sluice.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened in one step of {@link #STEP}.
 *
 * @param step its number: steps since 1970
 * @param teams those of which there is anything to tell
 */
public record Sample(long step, Map<String, TeamSample> teams) {

  /** How long a step is. */
  public static final Duration STEP = Duration.ofSeconds(5);

  /** How many steps are told. */
  public static final int STEPS = 180;

  /** How many teams a replica tells of in one step; those beyond are told as one. */
  public static final int MOST_TEAMS = 500;

  /** Stands for the teams beyond; no team is called so. */
  public static final String OTHERS = "_others";

  public Sample {
    teams = Map.copyOf(teams);
  }

  /** The number of the step in which this moment lies. */
  public static long stepOf(long millis) {
    return Math.floorDiv(millis, STEP.toMillis());
  }

  /** When it ended, Unix milliseconds: its id. */
  public long endMillis() {
    return (step + 1) * STEP.toMillis();
  }

  /** When it ended. */
  public Instant at() {
    return Instant.ofEpochMilli(endMillis());
  }

  /** A team's part; nothing where it is not named. */
  public TeamSample of(String team) {
    return teams.getOrDefault(team, TeamSample.NOTHING);
  }

  /** What two replicas saw of the same step. */
  public Sample and(Sample later) {
    Map<String, TeamSample> both = new TreeMap<>(teams);
    later.teams.forEach((team, more) -> both.merge(team, more, TeamSample::and));
    return new Sample(step, both);
  }
}
