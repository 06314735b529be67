package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.Meters;
import dev.sluice.task.Heard;
import dev.sluice.task.Submission;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CallbackIntakeTest {

  private static final Submission SUBMIT = Tokens.submission("s1", "red", "apixo");
  private static final byte[] BODY = "{}".getBytes(UTF_8);

  private final TestTime time = new TestTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private boolean forged;
  private final AtomicReference<UniEmitter<? super Heard>> hearing = new AtomicReference<>();

  @Test
  void whatBecameOfItIsToldAndCounted() {
    var told = take(Uni.createFrom().item(Heard.DUPLICATE));

    told.assertCompleted().assertItem(Heard.DUPLICATE);
    assertThat(counted("duplicate")).isEqualTo(1);
  }

  @Test
  void whoGetsNoAnswerInTimeIsToComeAgain() {
    var told = take(Uni.createFrom().emitter(out -> hearing.set(out)));
    told.assertNotTerminated();

    time.advance(CallbackIntake.PATIENCE.plus(Duration.ofMillis(1)));

    told.assertCompleted().assertItem(Heard.NOT_NOW);
    assertThat(counted("not-now")).isEqualTo(1);
    hearing.get().complete(Heard.HEARD);
    assertThat(counted("not-now")).isEqualTo(1);
  }

  @Test
  void oneThatItsUpstreamDidNotSignIsNotHeard() {
    forged = true;

    take(item(Heard.HEARD)).assertCompleted().assertItem(Heard.MISMATCH);
  }

  @Test
  void aSurpriseBringsItBack() {
    take(Uni.createFrom().failure(new IllegalStateException("oops")))
        .assertCompleted()
        .assertItem(Heard.NOT_NOW);
  }

  @Test
  void itRunsToItsEndWhoeverListens() {
    AtomicReference<Boolean> cancelled = new AtomicReference<>(false);
    var told =
        take(
            Uni.createFrom()
                .<Heard>emitter(out -> hearing.set(out))
                .onCancellation()
                .invoke(() -> cancelled.set(true)));

    told.cancel();

    assertThat(cancelled.get()).isFalse();
  }

  private UniAssertSubscriber<Heard> take(Uni<Heard> outcome) {
    return new CallbackIntake(
            (said, body, genuine) -> genuine.test("t1") ? outcome : item(Heard.MISMATCH),
            (upstream, taskId, headers) -> headers.apply("Signature").isEmpty() || !forged,
            new Meters(registry),
            time)
        .take(SUBMIT, name -> Optional.of(name), BODY)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static Uni<Heard> item(Heard heard) {
    return Uni.createFrom().item(heard);
  }

  private double counted(String outcome) {
    return registry
        .get("sluice.callbacks")
        .tags("upstream", "apixo", "outcome", outcome)
        .counter()
        .count();
  }
}
