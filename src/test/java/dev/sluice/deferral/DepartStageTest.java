package dev.sluice.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.State;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import dev.sluice.passage.Throttled;
import dev.sluice.redis.StoreFailure;
import dev.sluice.routing.Provider;
import dev.sluice.routing.UpstreamChoice;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DepartStageTest {

  private static final Duration HOLD = Duration.ofSeconds(42);
  private static final Answer SERVED = new Relayed(200, Map.of(), new byte[0]);

  private final Departure departure =
      new Departure(
          new Claim(
              new Deferred("sl_1", "red", "apixo", "flux2", Map.of(), new byte[3], 1, 2),
              "t",
              State.CLAIMED));
  private final List<String> asked = new ArrayList<>();
  private final Passage passage =
      new Passage(
              new RequestHead(
                  Operation.SUBMIT, "r", "apixo", "flux2", "", name -> Optional.empty()))
          .note(UpstreamChoice.class, new UpstreamChoice("apixo", Provider.AUTO, "flux2"))
          .note(Patience.class, new Patience(Duration.ofSeconds(30), false, true))
          .note(Departure.class, departure);

  @Test
  void whatIsNotDeferredPasses() {
    passage.forget(Departure.class);

    assertThat(enter(Uni.createFrom().failure(new AssertionError("asked")))).isSameAs(SERVED);
    assertThat(asked).isEmpty();
  }

  @Test
  void itGoesOnWhenItsDepartureIsKept() {
    assertThat(enter(Uni.createFrom().item(true))).isSameAs(SERVED);

    assertThat(asked).containsExactly("sl_1 t " + HOLD);
    assertThat(departure.said()).isTrue();
    assertThat(departure.lost()).isFalse();
  }

  @Test
  void whoseClaimIsAnothersNowDoesNotGoOn() {
    assertThat(refused(Uni.createFrom().item(false))).isEqualTo(Reason.UNAVAILABLE);

    assertThat(departure.lost()).isTrue();
    assertThat(passage.started()).isEqualTo(Started.NEVER_SENT);
  }

  @Test
  void whatCannotBeSaidIsNotSentAndMayHaveBeenSaid() {
    passage.note(Started.class, Started.NO);
    var silent = new StoreFailure(StoreFailure.Kind.UNKNOWN, "no answer");

    assertThat(refused(Uni.createFrom().failure(silent))).isEqualTo(Reason.UNAVAILABLE);

    assertThat(departure.said()).isTrue();
    assertThat(departure.lost()).isFalse();
    assertThat(passage.started()).isEqualTo(Started.NEVER_SENT);
  }

  @Test
  void whatTheUpstreamThrottlesDoesNotComeAgainAtOnce() {
    passage.note(Throttled.class, new Throttled(Optional.empty()));

    enter(Uni.createFrom().item(true));

    assertThat(passage.noted(Patience.class)).isEqualTo(Patience.ELSEWHERE);
  }

  private Reason refused(Uni<Boolean> said) {
    return ((Refused) enter(said)).refusal().reason();
  }

  private Answer enter(Uni<Boolean> said) {
    return new DepartStage(queue(said), (upstream, model) -> HOLD)
        .enter(passage, on -> Uni.createFrom().item(SERVED))
        .await()
        .atMost(Duration.ofSeconds(5));
  }

  /** A queue that is only asked about departures. */
  private DeferredQueue queue(Uni<Boolean> said) {
    return (DeferredQueue)
        Proxy.newProxyInstance(
            DeferredQueue.class.getClassLoader(),
            new Class<?>[] {DeferredQueue.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("depart");
              Claim claim = (Claim) arguments[0];
              asked.add(claim.submit().id() + " " + claim.token() + " " + arguments[1]);
              return said;
            });
  }
}
