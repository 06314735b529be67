package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Lease;
import dev.sluice.routing.Provider;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetailsTest {

  private final TaskRecord record =
      TaskRecord.open(
          new TaskKey("apixo", "t 1"),
          new Origin("red", "kling_2.1-x", Provider.VALUE, "s1"),
          1767225600000L,
          new Spoken(200, new FakeDialect().waiting("t 1", 1767225600000L)));

  @Test
  void aRecordIsMadeAgainFromItsLease() {
    assertThat(Details.bond(record).details()).isEqualTo("1 kling_2.1-x value 1767225600000");
    assertThat(made(record)).usingRecursiveComparison().isEqualTo(record);
  }

  @Test
  void anAliasIsToldToo() {
    TaskRecord aliased = record.withVisibleId("sl_0123");

    assertThat(made(aliased)).usingRecursiveComparison().isEqualTo(aliased);
  }

  @Test
  void aCallbackIsToldWithAndWithoutAnAlias() {
    Origin origin =
        new Origin("red", "m", Provider.AUTO, "s1", Optional.of("https://red.example/hook?a=b"));
    TaskRecord told = TaskRecord.open(record.key(), origin, 7, record.last());
    TaskRecord open =
        told.withLast(new Spoken(200, new FakeDialect().waiting(record.key().taskId(), 7)));

    assertThat(made(open)).usingRecursiveComparison().isEqualTo(open);
    TaskRecord aliased = open.withVisibleId("sl_0123");
    assertThat(made(aliased)).usingRecursiveComparison().isEqualTo(aliased);
  }

  @Test
  void whatIsNotUnderstoodMakesNothing() {
    for (String details :
        new String[] {
          "",
          "1",
          "2 m value 1",
          "1 m value",
          "1 m other 1",
          "1 m value x",
          "1  value 1",
          "1 m value 1 a b c"
        }) {
      assertThat(Details.record("apixo", lease(details), new FakeDialect())).as(details).isEmpty();
    }
  }

  @Test
  void detailsThatAreTooLongAreLeftOut() {
    TaskRecord odd = record.withVisibleId("x".repeat(4200));

    assertThat(Details.bond(odd).details()).isEmpty();
    assertThat(Details.bond(odd).taskId()).isEqualTo("t 1");
  }

  private static TaskRecord made(TaskRecord record) {
    return Details.record("apixo", lease(Details.bond(record).details()), new FakeDialect())
        .orElseThrow();
  }

  private static Lease lease(String details) {
    return new Lease("s1", "red", Lease.State.BOUND, "t 1", details, Duration.ofSeconds(1), true);
  }
}
