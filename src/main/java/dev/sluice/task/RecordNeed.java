package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetView;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * How much room the records of ended tasks will take in the store at most (law G6), from the limits
 * of the keys: tasks of {@value #USUAL_SECONDS} s in all slots, but no more than requests allow.
 */
final class RecordNeed {

  /** What an ended record with a usual envelope takes, bytes. */
  static final int ENDED = 1300;

  /** What is left of it when the envelope has gone, bytes. */
  static final int OWNED = 400;

  static final int USUAL_SECONDS = 30;

  private static final Logger LOG = Logger.getLogger(RecordNeed.class);
  private static final double MIB = 1 << 20;

  private final Duration retention;

  RecordNeed(Duration retention) {
    this.retention = retention;
  }

  /** Says it, once, as far as a budget can tell. */
  void say(Budget budget) {
    budget
        .view()
        .subscribe()
        .with(
            view ->
                LOG.infof(
                    "records need room in the store: budget=%s tasks=%.1f/s envelopes=%.0f MiB"
                        + " ownership=%.0f MiB",
                    budget.name(), rate(view), envelopes(view) / MIB, ownership(view) / MIB),
            failure -> LOG.debugf("room of records not known: %s", failure));
  }

  /** Tasks a second. */
  static double rate(BudgetView view) {
    return Math.min(view.limit() / view.windowSeconds(), view.slotLimit() / (double) USUAL_SECONDS);
  }

  /** Bytes of records with their envelopes. */
  double envelopes(BudgetView view) {
    return rate(view) * retention.toSeconds() * ENDED;
  }

  /** Bytes of records without. */
  double ownership(BudgetView view) {
    return rate(view) * TaskRules.OWNERSHIP.toSeconds() * OWNED;
  }
}
