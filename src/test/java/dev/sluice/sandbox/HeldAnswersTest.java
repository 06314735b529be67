package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldAnswersTest {

  private final TestTime time = new TestTime();
  private final HeldAnswers held = new HeldAnswers(time, 2);
  private final List<String> heard = new ArrayList<>();

  @Test
  void anAnswerComesAfterItsDelay() {
    held.after(Duration.ofSeconds(2), "late").subscribe().with(heard::add);

    time.advance(Duration.ofMillis(1999));
    assertThat(heard).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(heard).containsExactly("late");
    assertThat(held.held()).isZero();
  }

  @Test
  void aClientThatLeavesIsNoLongerHeld() {
    var client = held.never(() -> heard.add("closed"), "").subscribe().with(heard::add);
    assertThat(held.held()).isEqualTo(1);

    client.cancel();
    time.advance(Duration.ofHours(1));

    assertThat(held.held()).isZero();
    assertThat(heard).isEmpty();
  }

  @Test
  void aClientThatStaysIsCutOffAfterTenMinutes() {
    held.never(() -> heard.add("closed"), "").subscribe().with(nothing -> {});

    time.advance(HeldAnswers.NEVER.minusMillis(1));
    assertThat(heard).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(heard).containsExactly("closed");
    assertThat(held.held()).isZero();
  }

  @Test
  void beyondTheBoundAnAnswerComesAtOnce() {
    held.never(() -> {}, "").subscribe().with(nothing -> {});
    held.after(Duration.ofSeconds(2), "late").subscribe().with(heard::add);

    held.never(() -> {}, "crowded").subscribe().with(heard::add);

    assertThat(heard).containsExactly("crowded");
    assertThat(held.held()).isEqualTo(2);
  }
}
