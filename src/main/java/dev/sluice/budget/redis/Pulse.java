package dev.sluice.budget.redis;

import dev.sluice.budget.Standing;
import dev.sluice.budget.Standing.Mode;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Whether the store answers, and since when it does not. A change is logged once. Several threads
 * may meet here.
 */
final class Pulse {

  private static final Logger LOG = Logger.getLogger(Pulse.class);

  /** Without an answer for so long, and with a failure since, the store is lost. */
  private static final long PATIENCE = 1_000_000_000L;

  /** Replicas hear of a change one after the other: only what lasts longer is worth a word. */
  private static final long CHANGE = 3_000_000_000L;

  private static final String DISAGREE =
      "replicas disagree about this budget's limits: the smallest count";

  private final String budget;
  private final Ticker ticker;
  private long answeredAt;
  private long servedAt;
  private boolean failing;

  /** Until it has said otherwise. */
  private boolean recovering = true;

  private long agreedAt;
  private boolean disagree;
  private boolean confused;
  private String cause = "";
  private Standing last = new Standing(Mode.RECOVERING, "");

  Pulse(String budget, Ticker ticker) {
    this.budget = budget;
    this.ticker = ticker;
    this.answeredAt = ticker.nanos();
    this.servedAt = answeredAt;
    this.agreedAt = answeredAt;
  }

  /** It answered. */
  synchronized void heard(boolean quarantined, boolean plansDisagree) {
    answeredAt = ticker.nanos();
    failing = false;
    recovering = quarantined;
    agreedAt = plansDisagree ? agreedAt : answeredAt;
    disagree = answeredAt - agreedAt > CHANGE;
    if (!quarantined) {
      servedAt = answeredAt;
    }
    look();
  }

  /** It did not. */
  synchronized void failed(Throwable failure) {
    if (!(failure instanceof StoreFailure) && !confused) {
      confused = true;
      LOG.errorf(failure, "ledger-not-understood budget=%s", budget);
    }
    cause = String.valueOf(failure.getMessage());
    failing = true;
    look();
  }

  synchronized Standing standing() {
    look();
    return last;
  }

  /** How long ago the store last decided about slots, too. */
  synchronized Duration sinceServing() {
    return failing || recovering ? Duration.ofNanos(ticker.nanos() - servedAt) : Duration.ZERO;
  }

  private void look() {
    Standing now = new Standing(mode(), disagree ? DISAGREE : "");
    if (!now.equals(last)) {
      boolean well = now.equals(Standing.SERVING);
      LOG.logf(
          well ? Logger.Level.INFO : Logger.Level.WARN,
          "ledger-standing budget=%s mode=%s cause=%s notice=%s",
          budget,
          now.mode(),
          now.mode() == Mode.LOST ? cause : "",
          now.notice());
      last = now;
    }
  }

  private Mode mode() {
    if (failing && ticker.nanos() - answeredAt > PATIENCE) {
      return Mode.LOST;
    }
    return recovering ? Mode.RECOVERING : Mode.SERVING;
  }
}
