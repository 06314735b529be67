package dev.sluice.front;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Takes no submit once this replica is about to stop. */
@Singleton
final class DrainingStage implements Stage {

  /** By then another replica, or this one's successor, is likely to answer. */
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final Draining draining;

  DrainingStage(Draining draining) {
    this.draining = draining;
  }

  void shutdownBegins(@Observes ShutdownDelayInitiatedEvent event) {
    draining.begin();
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    return draining.begun() ? Uni.createFrom().item(refusal().answer()) : onward.proceed(passage);
  }

  private static Refusal refusal() {
    return Refusal.of(
            Reason.UNAVAILABLE,
            "This gateway is shutting down and takes no new tasks; nothing was sent, send it again.")
        .retryAfter(COME_BACK);
  }
}
