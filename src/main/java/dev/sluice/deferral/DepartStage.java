package dev.sluice.deferral;

import dev.sluice.budget.UnknownHold;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import dev.sluice.passage.Started;
import dev.sluice.passage.Throttled;
import dev.sluice.redis.StoreFailure;
import dev.sluice.routing.UpstreamChoice;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/**
 * Says of a deferred submit that it is about to be sent, with its grant in hand, and lets it go on
 * when that outlives a failover (law G4). Where it cannot be said, nothing is sent. Other submits
 * pass.
 *
 * <p>So whoever finds a submit of which this was not said knows that it was not sent; and one of
 * which it was said is never sent by anybody else.
 */
public final class DepartStage implements Stage {

  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Answer NOT_SAID =
      Refusal.of(Reason.UNAVAILABLE, "The step before the send could not be recorded.")
          .retryAfter(SOON)
          .answer();

  private final DeferredQueue queue;
  private final UnknownHold hold;

  DepartStage(DeferredQueue queue, UnknownHold hold) {
    this.queue = queue;
    this.hold = hold;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Optional<Departure> departure = passage.find(Departure.class);
    return departure.isPresent()
        ? depart(passage, departure.get(), onward)
        : onward.proceed(passage);
  }

  private Uni<Answer> depart(Passage passage, Departure departure, Onward onward) {
    UpstreamChoice choice = passage.noted(UpstreamChoice.class);
    passage.note(Started.class, Started.NEVER_SENT);
    departure.say();
    return queue
        .depart(departure.claim(), hold.of(choice.upstream(), choice.model()))
        .onFailure(StoreFailure.class)
        .recoverWithNull()
        .chain(
            said -> {
              if (Boolean.TRUE.equals(said)) {
                return onward.proceed(passage).invoke(() -> heed(passage));
              }
              if (Boolean.FALSE.equals(said)) {
                departure.lose();
              }
              return Uni.createFrom().item(NOT_SAID);
            });
  }

  /** What the upstream has throttled does not come again at once: it has the time. */
  private static void heed(Passage passage) {
    if (passage.find(Throttled.class).isPresent()) {
      passage.note(Patience.class, Patience.ELSEWHERE);
    }
  }
}
