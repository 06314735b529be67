package dev.sluice.relay;

import dev.sluice.meters.Meters;
import dev.sluice.task.Debt;
import dev.sluice.task.EndNotices;
import dev.sluice.task.LastWords;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes the ends that teams are to be told of, in the words of the team, into the queue.
 *
 * <p>What can never be told (a result that is not kept any more, no room for what the team has not
 * taken) is counted as dropped, with an error in the log, and counts as told: a slot is not held
 * for a webhook's sake.
 */
final class EndDesk implements EndNotices {

  private static final Logger LOG = Logger.getLogger(EndDesk.class);

  private final DeliveryQueue queue;
  private final LastWords words;
  private final OwnUrl own;
  private final Runnable kept;
  private final Meters meters;
  private final Clock clock;

  /**
   * @param kept is run after something new was kept
   */
  EndDesk(
      DeliveryQueue queue, LastWords words, OwnUrl own, Runnable kept, Meters meters, Clock clock) {
    this.queue = queue;
    this.words = words;
    this.own = own;
    this.kept = kept;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public Uni<Void> keep(Debt debt) {
    return Uni.createFrom().deferred(() -> take(debt));
  }

  private Uni<Void> take(Debt debt) {
    Optional<String> url = debt.origin().callback();
    if (url.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Optional<byte[]> body = words.of(debt).map(it -> own.replaced(it, url.get()));
    if (body.isEmpty()) {
      return dropped(debt, "its result is not kept any more");
    }
    Delivery delivery =
        Delivery.fresh(
            debt.origin().slot(),
            new Receiver(debt.origin().team(), url.get()),
            debt.key().upstream(),
            debt.visibleId(),
            clock.millis(),
            body.get());
    return queue.keep(delivery).chain(outcome -> told(debt, outcome));
  }

  private Uni<Void> told(Debt debt, DeliveryQueue.Kept outcome) {
    if (outcome == DeliveryQueue.Kept.FULL) {
      return dropped(debt, "too much waits for this team");
    }
    kept.run();
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> dropped(Debt debt, String why) {
    LOG.errorf(
        "webhook-dropped team=%s slot=%s cause=%s",
        debt.origin().team(), debt.origin().slot(), why);
    meters.delivery(debt.origin().team(), "dropped");
    return Uni.createFrom().voidItem();
  }
}
