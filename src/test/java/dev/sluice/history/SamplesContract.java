package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Soon;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of samples does. */
public abstract class SamplesContract {

  private final Samples samples = samples();

  protected abstract Samples samples();

  /** Steps of each test are its own: a store may be the same for all. */
  private static long base = 350_000_000L;

  private final long step = base += 1000;

  @Test
  void whatSeveralReplicasCountedIsAddedUp() {
    add(
        "a",
        step,
        "red",
        new TeamSample(3, refused("team-requests", 2, 1000, "one"), 1, 500, Map.of()));
    add(
        "b",
        step,
        "red",
        new TeamSample(4, refused("team-requests", 5, 2000, "two"), 2, 90, Map.of()));
    add("c", step, "red", new TeamSample(0, refused("waiting", 1, 1500, "x y z"), 0, 0, Map.of()));

    assertThat(one().of("red"))
        .isEqualTo(
            new TeamSample(
                7,
                Map.of(
                    "team-requests", new Refusals(7, 2000, "two"),
                    "waiting", new Refusals(1, 1500, "x y z")),
                3,
                500,
                Map.of()));
  }

  @Test
  void theWordsOfTheLastRefusalStandWhoeverTellsThemFirst() {
    add("a", step, "red", new TeamSample(0, refused("waiting", 1, 10_000, "late"), 0, 0, Map.of()));
    add("b", step, "red", new TeamSample(0, refused("waiting", 1, 9_999, "early"), 0, 0, Map.of()));

    assertThat(one().of("red").refused()).containsEntry("waiting", new Refusals(2, 10_000, "late"));
  }

  @Test
  void slotsAreTheSharedLedgersAndNotAddedUp() {
    add("a", step, "red", new TeamSample(0, Map.of(), 0, 0, Map.of("apixo", 12, "kie", 1)));
    add("b", step, "red", new TeamSample(0, Map.of(), 0, 0, Map.of("apixo", 13)));

    assertThat(one().of("red").slots()).isEqualTo(Map.of("apixo", 13, "kie", 1));
  }

  @Test
  void aReplicaIsHeardOnceOfAStep() {
    TeamSample seen = new TeamSample(3, Map.of(), 1, 5, Map.of());
    add("a", step, "red", seen);
    add("a", step, "red", seen);
    add("a", step + 1, "red", seen);

    assertThat(one().of("red").sent()).isEqualTo(3);
    assertThat(read(step, step + 1)).hasSize(2);
  }

  @Test
  void aStepInWhichNothingHappenedIsToldAndOneOfWhichNobodyToldIsNot() {
    Soon.of(samples.add("a", new Sample(step, Map.of())));

    assertThat(read(step - 5, step + 5)).containsExactly(new Sample(step, Map.of()));
  }

  @Test
  void stepsAreToldInTheirOrderAndNoneBeyondThoseAskedFor() {
    for (long at : List.of(step + 70, step, step + 3, step + 179, step + 200)) {
      add("a", at, "red", new TeamSample(1, Map.of(), 0, 0, Map.of()));
    }

    assertThat(read(step, step + 500).stream().map(Sample::step))
        .containsExactly(step, step + 3, step + 70, step + 179);
    assertThat(read(step + 1, step + 69).stream().map(Sample::step)).containsExactly(step + 3);
    assertThat(read(step + 1, step)).isEmpty();
  }

  private static Map<String, Refusals> refused(String policy, long count, long at, String words) {
    return Map.of(policy, new Refusals(count, at, words));
  }

  private void add(String replica, long at, String team, TeamSample part) {
    Soon.of(samples.add(replica, new Sample(at, Map.of(team, part))));
  }

  private Sample one() {
    return read(step, step).get(0);
  }

  private List<Sample> read(long from, long to) {
    return Soon.of(samples.between(from, to));
  }
}
