package dev.sluice.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnstileTest {

  private final Turnstile turnstile = new Turnstile(2, 3);
  private final List<UniEmitter<? super String>> inside = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  @Test
  void soManyAreInsideAndTheOthersWaitInLine() {
    for (int i = 0; i < 6; i++) {
      pass();
    }
    assertThat(inside).hasSize(2);
    assertThat(heard).as("the line is too long").containsExactly("full");

    inside.get(1).complete("done");
    assertThat(inside).hasSize(3);
    inside.get(0).fail(new IllegalStateException("broken"));
    assertThat(inside).as("who fails leaves, too").hasSize(4);
    inside.get(2).complete("done");
    inside.get(3).complete("done");
    inside.get(4).complete("done");

    assertThat(heard).containsExactly("full", "done", "broken", "done", "done", "done");
    pass();
    pass();
    pass();
    assertThat(inside).as("nobody is left inside").hasSize(7);
  }

  private void pass() {
    turnstile
        .pass(() -> Uni.createFrom().<String>emitter(inside::add), "full")
        .subscribe()
        .with(heard::add, failure -> heard.add(failure.getMessage()));
  }
}
