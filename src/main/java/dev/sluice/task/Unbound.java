package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Standing;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Open records whose slots the ledger does not know as bound: whoever accepted them went before it
 * could bind them, and no replica is told to look at them. The one that is polled takes them over.
 *
 * <p>An end is recorded before its slot is released: a record that is still open some time after
 * its lease was missed first has not ended, however old the reading of it was then.
 */
final class Unbound {

  /** Before that its binding may be on its way. */
  private static final Duration SETTLED = Duration.ofSeconds(5);

  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final Opening opening;
  private final Ticker ticker;
  private final Map<String, Long> missed = new ConcurrentHashMap<>();
  private final Ageing<String> past = new Ageing<>(REMEMBERED, MOST, Long.MAX_VALUE);

  Unbound(Opening opening, Ticker ticker) {
    this.opening = opening;
    this.ticker = ticker;
  }

  /**
   * Somebody asked for a task that is not watched here.
   *
   * @return whether it is watched here from now on
   */
  boolean adopted(TaskRecord record, Budget budget) {
    String slot = record.origin().slot();
    boolean known =
        budget.recall(record.key().taskId()).filter(lease -> lease.slot().equals(slot)).isPresent();
    if (known
        || budget.standing().mode() != Standing.Mode.SERVING
        || opening.age(record).compareTo(SETTLED) < 0) {
      return false;
    }
    long now = ticker.nanos();
    for (var old = past.next(now); old.isPresent(); old = past.next(now)) {
      missed.remove(old.get());
    }
    Long since = missed.putIfAbsent(slot, now);
    if (since == null) {
      past.add(slot, now, 1);
      return false;
    }
    if (now - since < AGAIN.toNanos()) {
      return false;
    }
    opening.rescue(record, budget);
    return true;
  }
}
