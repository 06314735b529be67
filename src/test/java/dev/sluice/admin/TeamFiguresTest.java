package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.history.History.Refused;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeamFiguresTest {

  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  @Test
  void theRefusalsOfSeveralMinutesAreOneLineForEachTeamAndLimitWithTheLastWords() {
    List<Refused> lastFirst =
        List.of(
            new Refused(NOON.plusSeconds(840), "red", "team-requests", 1000, "the last"),
            new Refused(NOON.plusSeconds(60), "red", "team-tasks", 2, "another limit"),
            new Refused(NOON.plusSeconds(30), "blue", "team-requests", 3, "another team"),
            new Refused(NOON, "red", "team-requests", 5, "the first"));

    assertThat(TeamFigures.summed(lastFirst))
        .containsExactly(
            new Overview.RefusalLine(
                NOON.plusSeconds(840).toString(), "red", "team-requests", 1005, "the last"),
            new Overview.RefusalLine(
                NOON.plusSeconds(60).toString(), "red", "team-tasks", 2, "another limit"),
            new Overview.RefusalLine(
                NOON.plusSeconds(30).toString(), "blue", "team-requests", 3, "another team"));
  }
}
