package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sandbox.Judge.Kind;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowKindsTest {

  private final TestTime time = new TestTime();

  @Test
  void createsAndReadsHaveWindowsOfTheirOwn() {
    Judge judge = judge("20/10s create", "10/1s read");

    for (int i = 0; i < 20; i++) {
      assertThat(judge.admit(Kind.SUBMIT)).isEmpty();
    }
    assertThat(judge.admit(Kind.SUBMIT).orElseThrow().retryAfter())
        .isEqualTo(Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      assertThat(judge.admit(Kind.POLL)).isEmpty();
      assertThat(judge.admit(Kind.BALANCE)).isEmpty();
    }
    assertThat(judge.admit(Kind.POLL).orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(1));
    assertThat(judge.admit(Kind.BALANCE)).isEmpty();
    assertThat(judge.admit(Kind.SUBMIT)).isPresent();
    time.advance(Duration.ofSeconds(9));
    assertThat(judge.admit(Kind.SUBMIT)).isEmpty();

    assertThat(judge.stats())
        .containsEntry("largestWindow", 20)
        .containsEntry("windowLimit", 20)
        .containsEntry(
            "windows",
            List.of(
                Map.of("limit", "20/10s create", "largest", 20),
                Map.of("limit", "10/1s read", "largest", 10)));
  }

  @Test
  void aTaskThatIsStartedIsACreate() {
    Judge judge = judge("2/10s create", "1000/1s read");
    start(judge);
    start(judge);

    assertThat(start(judge)).isInstanceOf(Ruling.TooMany.class);
    assertThat(judge.admit(Kind.POLL)).isEmpty();
    time.advance(Duration.ofSeconds(10));
    assertThat(start(judge)).isInstanceOf(Ruling.Begun.class);
  }

  @Test
  void aWindowOfAllRequestsStandsBesideThem() {
    Judge judge = judge("3/60s", "2/10s create");
    judge.admit(Kind.SUBMIT);
    judge.admit(Kind.SUBMIT);
    judge.admit(Kind.POLL);

    assertThat(judge.admit(Kind.POLL).orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aKindWithoutAWindowIsNotLimited() {
    Judge judge = judge("1/10s create");

    for (int i = 0; i < 1000; i++) {
      assertThat(judge.admit(Kind.POLL)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20/10s create,20/10s create",
    "10/1s  read,10/1s read",
    "600 / 60s,600/60s",
    "5/1m,5/60s",
    "20/500ms create,20/500ms create"
  })
  void aWindowIsWrittenAsItIsRead(String text, String written) {
    assertThat(WindowLimit.parse(text).map(WindowLimit::written)).contains(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10/1sread", "10/1s poll", "10/1s READ", "10/1s read create", "read", "10 read"})
  void whatIsNoWindowIsNotRead(String text) {
    assertThat(WindowLimit.parse(text)).isEmpty();
  }

  private static Ruling start(Judge judge) {
    return judge.start(Wanted.of("m"), Optional.empty(), Optional.empty());
  }

  private Judge judge(String... windows) {
    var rules =
        new SandboxRules(
            "k",
            List.of(windows).stream().map(w -> WindowLimit.parse(w).orElseThrow()).toList(),
            100,
            new DurationRange(3000, 6000),
            0,
            Optional.empty());
    return new Judge(rules, time, time.clock(), new Random(1));
  }
}
