package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {

  private final TestTime time = new TestTime();
  private final List<UniEmitter<? super String>> lookups = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Recent<String> recent =
      new Recent<>(
          () -> Uni.createFrom().<String>emitter(lookups::add), Duration.ofSeconds(1), time);

  @Test
  void whoAsksMeanwhileWaitsForTheSameAnswer() {
    ask();
    ask();
    lookups.get(0).complete("a");

    assertThat(lookups).hasSize(1);
    assertThat(heard).containsExactly("a", "a");
  }

  @Test
  void anAnswerServesForAsLongAsItIsFresh() {
    ask();
    lookups.get(0).complete("a");
    time.advance(Duration.ofMillis(999));
    ask();
    assertThat(heard).containsExactly("a", "a");
    assertThat(recent.old()).isFalse();

    time.advance(Duration.ofMillis(1));
    assertThat(recent.old()).isTrue();
    ask();
    assertThat(lookups).hasSize(2);
    lookups.get(1).complete("b");
    assertThat(heard).containsExactly("a", "a", "b");
  }

  @Test
  void aFailureIsToldAndNotKept() {
    ask();
    lookups.get(0).fail(new IllegalStateException("x"));
    ask();
    lookups.get(1).complete("b");

    assertThat(heard).containsExactly("x", "b");
  }

  @Test
  void aLookupGoesOnWhenNobodyWaitsForItAnyMore() {
    recent.get().subscribe().with(heard::add).cancel();
    ask();
    lookups.get(0).complete("a");

    assertThat(lookups).hasSize(1);
    assertThat(heard).containsExactly("a");
  }

  private void ask() {
    recent.get().subscribe().with(heard::add, failure -> heard.add(failure.getMessage()));
  }
}
