package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Provider;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HungerTest {

  private final Hunger hunger = new Hunger();
  private final FakeBudget budget = new FakeBudget(new TestTime(), 1, 1);
  private final List<Hunger.Candidate> candidates = new ArrayList<>();

  @Test
  void theLikeliestComeFirst() {
    add("red", "low", 0.1);
    add("red", "high", 0.9);
    add("red", "middle", 0.5);

    assertThat(deal(2)).containsExactly("high", "middle");
  }

  @Test
  void nearlyAsLikelyTasksAreDealtRoundRobinOverTeams() {
    for (int i = 0; i < 8; i++) {
      add("big", "big" + i, 0.5 + i / 100.0);
    }
    add("small", "small", 0.4);

    assertThat(deal(3)).containsExactly("big7", "small", "big6");
  }

  @Test
  void aTeamWithUnlikelyEndsTakesNoLooksFromOthers() {
    for (int i = 0; i < 8; i++) {
      add("big", "big" + i, 0.5 + i / 100.0);
    }
    add("small", "small", 0.1);

    assertThat(deal(3)).containsExactly("big7", "big6", "big5");
  }

  @Test
  void singleLooksGoRoundToo() {
    add("red", "r", 0.5);
    add("blue", "b", 0.5);

    List<String> dealt = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      dealt.addAll(deal(1));
    }

    assertThat(dealt).containsExactly("r", "b", "r", "b");
  }

  @Test
  void nobodyIsDealtToTwice() {
    add("red", "r", 0.5);

    assertThat(deal(5)).containsExactly("r");
    assertThat(hunger.deal(List.of(), 5)).isEmpty();
    assertThat(deal(0)).isEmpty();
  }

  private List<String> deal(int looks) {
    return hunger.deal(candidates, looks).stream().map(OpenTask::slot).toList();
  }

  private void add(String team, String slot, double chance) {
    TaskRecord record =
        new TaskRecord(
            new TaskKey("apixo", slot),
            slot,
            new Origin(team, "flux2", Provider.AUTO, slot),
            1,
            new Spoken(200, new byte[0]),
            Optional.empty());
    ModelPace pace = new ModelPace("flux2", Duration.ofSeconds(9));
    candidates.add(
        new Hunger.Candidate(new OpenTask(record, budget, pace, Duration.ZERO, 1), chance));
  }
}
