package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.passage.RefusedException;
import dev.sluice.task.UsageQuestion;
import dev.sluice.task.UsageQuestion.Grouping;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

class UsageReadingTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

  private final UsageReading reading = new UsageReading(TODAY);

  @Test
  void whatIsNotSaidIsTodayOfEveryTeamByTeamModelAndProvider() {
    assertThat(reading.question(null, null, null, null))
        .isEqualTo(
            new UsageQuestion(
                TODAY,
                TODAY,
                Set.of(Grouping.TEAM, Grouping.MODEL, Grouping.PROVIDER),
                Optional.empty()));
    assertThat(reading.question("2026-11-01", null, "day", "red"))
        .isEqualTo(
            new UsageQuestion(
                LocalDate.of(2026, 11, 1), TODAY, Set.of(Grouping.DAY), Optional.of("red")));
    assertThat(reading.question(null, "2026-10-31", null, null).from())
        .isEqualTo(LocalDate.of(2026, 10, 31));
  }

  @Test
  void whatCannotBeReadIsNamed() {
    refused("1.11.2026", null, null, null).startsWith("from: ");
    refused(null, "2026-02-30", null, null).startsWith("to: there is no such day");
    refused(null, "", null, null).startsWith("to: ");
    refused("2026-11-02", "2026-11-01", null, null).startsWith("from: ");
    refused("2025-01-01", "2026-11-30", null, null).contains("from", "400 days", "shorter span");
    refused(null, null, "team,colour", null).startsWith("by: ");
    refused(null, null, "", null).startsWith("by: ");
    refused(null, null, "team,team", null).startsWith("by: ");
    refused(null, null, null, "").startsWith("team: ");
  }

  private AbstractStringAssert<?> refused(String from, String to, String by, String team) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> reading.question(from, to, by, team));
    assertThat(refused.refusal().reason().status()).isEqualTo(400);
    return assertThat(refused.refusal().detail());
  }
}
