package dev.sluice.task;

import static dev.sluice.task.FoundBy.CALLBACK;
import static dev.sluice.task.FoundBy.POLL;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndsHeardTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final EndsHeard ends = new EndsHeard();
  private int number;

  @Test
  void tenEndsThatWereToldAreEnoughAndNineAreNot() {
    end(CALLBACK, 9);
    assertThat(ends.reliable()).isFalse();

    end(CALLBACK, 1);

    assertThat(ends.reliable()).isTrue();
  }

  @Test
  void oneOfTenMayBeFoundByALookAndNotTwo() {
    end(CALLBACK, 9);
    end(POLL, 1);
    assertThat(ends.reliable()).isTrue();

    end(POLL, 1);

    assertThat(ends.reliable()).isFalse();
  }

  @Test
  void onlyTheLastHundredCount() {
    end(POLL, 500);
    end(CALLBACK, 89);
    assertThat(ends.reliable()).isFalse();
    end(CALLBACK, 1);
    assertThat(ends.reliable()).isTrue();
    end(CALLBACK, 10);
    end(POLL, 10);
    assertThat(ends.reliable()).isTrue();

    end(POLL, 1);

    assertThat(ends.reliable()).isFalse();
  }

  @Test
  void anEndThatIsToldTwiceCountsOnceAsItWasFoundFirst() {
    for (int i = 0; i < 100; i++) {
      ends.ended(key("same"), CALLBACK, 0);
    }
    assertThat(ends.reliable()).isFalse();
    end(CALLBACK, 9);
    assertThat(ends.reliable()).isTrue();

    ends.ended(key("same"), POLL, 0);
    ends.ended(key("same"), POLL, 0);

    assertThat(ends.reliable()).isTrue();
  }

  @Test
  void aLookThatWasQuickerThanACallbackIsNotHeldAgainstIt() {
    end(CALLBACK, 8);
    ends.ended(key("a"), POLL, 0);
    ends.ended(key("b"), POLL, 0);
    assertThat(ends.reliable()).isFalse();
    ends.toldLate(key("a"), 3 * SECOND);
    assertThat(ends.reliable()).as("it came too late to be of use").isFalse();

    ends.toldLate(key("b"), 2 * SECOND);
    ends.toldLate(key("b"), 2 * SECOND);

    assertThat(ends.reliable()).isTrue();
    end(POLL, 1);
    assertThat(ends.reliable()).as("told late twice, counted once").isFalse();
  }

  private void end(FoundBy by, int times) {
    for (int i = 0; i < times; i++) {
      ends.ended(key("t" + ++number), by, 0);
    }
  }

  private static TaskKey key(String taskId) {
    return new TaskKey("apixo", taskId);
  }
}
