package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Lease;
import dev.sluice.routing.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetailsTest {

  private static final Optional<String> HOOK = Optional.of("https://red.example/hook?a=b");
  private static final Optional<Asked> ASKED = Optional.of(new Asked("kie", "flux-2/pro"));

  private final TaskBench bench = new TaskBench();
  private final TaskRecord record = record(new Origin("red", "kling_2.1-x", Provider.VALUE, "s1"));

  @Test
  void aRecordIsMadeAgainFromItsLease() {
    assertThat(Details.bond(record).details())
        .isEqualTo("2 apixo kling_2.1-x value 1767225600000 - - -");
    assertThat(made(record)).usingRecursiveComparison().isEqualTo(record);
  }

  @Test
  void whatElseIsKnownOfItIsToldTooWhateverOfItThereIs() {
    for (Optional<String> callback : List.of(HOOK, Optional.<String>empty())) {
      for (Optional<Asked> asked : List.of(ASKED, Optional.<Asked>empty())) {
        TaskRecord told = record(new Origin("red", "m", Provider.AUTO, "s1", callback, asked));

        assertThat(made(told)).usingRecursiveComparison().isEqualTo(told);
        TaskRecord aliased = told.withVisibleId("sl_0123");
        assertThat(made(aliased)).usingRecursiveComparison().isEqualTo(aliased);
      }
    }
  }

  @Test
  void theTaskIsOfTheUpstreamThatItsLeaseNames() {
    bench.add("kie");

    String details = "2 kie m auto 7 - - -";

    assertThat(Details.key(bench.seat, lease(details))).isEqualTo(new TaskKey("kie", "t 1"));
    assertThat(made(details).orElseThrow().key().upstream()).isEqualTo("kie");
  }

  @Test
  void aLeaseOfAnUpstreamThatIsGoneMakesNothingAndIsStillTold() {
    String details = "2 gone m auto 7 - - -";

    assertThat(made(details)).isEmpty();
    assertThat(Details.key(bench.seat, lease(details)).upstream()).isEqualTo("gone");
  }

  @Test
  void theOlderVersionIsStillRead() {
    assertThat(made("1 kling_2.1-x value 1767225600000").orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(record);
    assertThat(made("1 kling_2.1-x value 1767225600000 sl_0123").orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(record.withVisibleId("sl_0123"));
    assertThat(made("1 m auto 1767225600000 - " + HOOK.get()).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(record(new Origin("red", "m", Provider.AUTO, "s1", HOOK, Optional.empty())));
    assertThat(Details.key(bench.seat, lease("1 m auto 7")).upstream()).isEqualTo("apixo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 m value",
        "1 m other 1",
        "1 m value x",
        "1  value 1",
        "1 m value 1 a b c",
        "2 apixo m value 1",
        "2 apixo m value 1 - -",
        "2 apixo m other 1 - - -",
        "2 apixo m value x - - -",
        "2 apixo  value 1 - - -",
        "2 apixo m value 1 - - - a b",
        "3 apixo m value 1 - - -"
      })
  void whatIsNotUnderstoodMakesNothing(String details) {
    assertThat(made(details)).isEmpty();
    assertThat(Details.key(bench.seat, lease(details)).upstream()).isEqualTo("apixo");
  }

  @Test
  void detailsThatAreTooLongAreLeftOut() {
    TaskRecord odd = record.withVisibleId("x".repeat(4200));

    assertThat(Details.bond(odd).details()).isEmpty();
    assertThat(Details.bond(odd).taskId()).isEqualTo("t 1");
  }

  private static TaskRecord record(Origin origin) {
    return TaskRecord.open(
        new TaskKey("apixo", "t 1"),
        origin,
        1767225600000L,
        new Spoken(200, new FakeDialect().waiting("t 1", 1767225600000L)));
  }

  private TaskRecord made(TaskRecord record) {
    return made(Details.bond(record).details()).orElseThrow();
  }

  private Optional<TaskRecord> made(String details) {
    return Details.record(bench.seat, lease(details), bench.upstreams);
  }

  private static Lease lease(String details) {
    return new Lease("s1", "red", Lease.State.BOUND, "t 1", details, Duration.ofSeconds(1), true);
  }
}
