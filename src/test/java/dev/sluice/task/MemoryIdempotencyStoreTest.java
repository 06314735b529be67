package dev.sluice.task;

import static dev.sluice.task.KeyStanding.Plain.CLAIMED;
import static dev.sluice.task.KeyStanding.Plain.FULL;
import static dev.sluice.task.KeyStanding.Plain.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class MemoryIdempotencyStoreTest extends IdempotencyContract {

  private static final Duration DAY = Duration.ofHours(24);

  private final TestTime time = new TestTime();
  private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(DAY, 1000, 1 << 20, time);
  private final MemoryIdempotencyStore forgetful =
      new MemoryIdempotencyStore(SHORT, 1000, 1 << 20, time);

  @Override
  protected IdempotencyStore store() {
    return store;
  }

  @Override
  protected IdempotencyStore forgetful() {
    return forgetful;
  }

  @Override
  protected void until(Callable<Boolean> holds) throws Exception {
    for (int i = 0; i < 1000; i++) {
      if (holds.call()) {
        return;
      }
      time.advance(Duration.ofMillis(10));
    }
    throw new AssertionError("it never holds");
  }

  @Test
  void whenItIsFullNewKeysAreRefusedAndOldAnswersStay() {
    MemoryIdempotencyStore small = new MemoryIdempotencyStore(DAY, 3, 1 << 20, time);
    List<KeyedSubmit> first = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      first.add(numbered(i));
      assertThat(Now.of(small.claim(first.get(i), LONG))).isEqualTo(CLAIMED);
    }
    Now.of(small.keep(first.get(0), relayed("done")));

    assertThat(Now.of(small.claim(numbered(3), LONG))).isEqualTo(FULL);

    assertThat(Now.of(small.claim(numbered(0), LONG))).isInstanceOf(KeyStanding.Kept.class);
    assertThat(Now.of(small.claim(numbered(1), LONG))).isEqualTo(RUNNING);
    Now.of(small.free(first.get(2)));
    assertThat(Now.of(small.claim(numbered(3), LONG))).isEqualTo(CLAIMED);
  }

  @Test
  void answersCountByWhatTheyWeigh() {
    MemoryIdempotencyStore small = new MemoryIdempotencyStore(DAY, 100, 10_000, time);
    KeyedSubmit first = numbered(0);
    Now.of(small.claim(first, LONG));
    Now.of(small.keep(first, relayed("x".repeat(8500))));

    assertThat(Now.of(small.claim(numbered(1), LONG))).isEqualTo(FULL);

    time.advance(DAY);
    small.sweep();
    assertThat(small.size()).isZero();
    assertThat(Now.of(small.claim(numbered(1), LONG))).isEqualTo(CLAIMED);
  }

  @Test
  void anAnswerIsKeptForADayFromWhenItCame() {
    KeyedSubmit first = numbered(0);
    Now.of(store.claim(first, LONG));
    time.advance(LONG.minusMillis(1));
    Now.of(store.keep(first, relayed("done")));

    time.advance(DAY.minusMillis(1));
    assertThat(Now.of(store.claim(numbered(0), LONG))).isInstanceOf(KeyStanding.Kept.class);
    time.advance(Duration.ofMillis(1));
    assertThat(Now.of(store.claim(numbered(0), LONG))).isEqualTo(CLAIMED);
  }

  @Test
  void keysThatComeAndGoLeaveNothingBehind() {
    for (int i = 0; i < 10_000; i++) {
      KeyedSubmit submit = numbered(i);
      assertThat(Now.of(store.claim(submit, LONG))).isEqualTo(CLAIMED);
      Now.of(store.free(submit));
    }

    assertThat(store.size()).isZero();
  }

  private static KeyedSubmit numbered(int key) {
    return new KeyedSubmit("red", "digest-" + key, "print", "token-" + System.nanoTime());
  }
}
