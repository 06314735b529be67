package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhooksTest {

  private final TestTime time = new TestTime();
  private final List<Long> sentAtMillis = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private final ArrayDeque<Uni<Integer>> answers = new ArrayDeque<>();
  private final Webhooks webhooks =
      new Webhooks(
          time,
          (url, letter) -> {
            sentAtMillis.add((time.nanos() - 1) / 1_000_000);
            bodies.add(new String(letter.json(), StandardCharsets.UTF_8));
            return answers.remove();
          });

  @Test
  void theEndIsToldOnceWhereItIsHeard() {
    answers.add(Uni.createFrom().item(200));
    tell(task(5000));

    time.advance(Duration.ofMillis(4999));
    assertThat(sentAtMillis).isEmpty();
    time.advance(Duration.ofHours(1));
    assertThat(sentAtMillis).containsExactly(5000L);
    assertThat(bodies.get(0)).contains("\"state\":\"success\"", "\"code\":200");
  }

  @Test
  void anythingBut200IsToldAgainThreeTimesAtGrowingDelays() {
    answers.add(Uni.createFrom().item(204));
    answers.add(Uni.createFrom().failure(new IOException("reset")));
    answers.add(Uni.createFrom().item(302));
    answers.add(Uni.createFrom().item(500));
    tell(task(5000));

    time.advance(Duration.ofHours(1));

    assertThat(sentAtMillis).containsExactly(5000L, 6000L, 8000L, 12_000L);
  }

  @Test
  void receiversThatHangAreBounded() {
    for (int i = 0; i < Webhooks.MOST_OUTSTANDING + 10; i++) {
      answers.add(Uni.createFrom().nothing());
      tell(task(1000));
    }

    time.advance(Duration.ofSeconds(2));

    assertThat(sentAtMillis).hasSize(Webhooks.MOST_OUTSTANDING);
  }

  private void tell(SandboxTask task) {
    webhooks.tellAtEnd(
        "http://h/", task, () -> new ApixoEnvelopes().callback(task, 1, time.clock().instant()));
  }

  private static SandboxTask task(long millis) {
    return new SandboxTask("0".repeat(32), Wanted.of("flux2"), 0, 1, millis, Optional.empty());
  }
}
