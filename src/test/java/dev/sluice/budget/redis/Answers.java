package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Policy;
import dev.sluice.budget.Verdict;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What ledgers answer, in words that can be compared. */
final class Answers {

  static final String GRANTED = "granted";

  private Answers() {}

  /** Of a decision: one line for each claim. */
  static String of(List<Verdict> verdicts) {
    return verdicts.stream().map(Answers::of).collect(Collectors.joining("\n"));
  }

  static String of(Verdict verdict) {
    if (verdict instanceof Verdict.Denied denied) {
      return denied(denied.policy(), denied.after().toNanos() / 1000, denied.booked());
    }
    return GRANTED;
  }

  static String denied(Policy policy, long micros, boolean booked) {
    return policy.label() + " after " + micros + " us" + (booked ? ", booked" : "");
  }

  static String ofLeases(List<Lease> leases) {
    return leases.stream().map(Lease::toString).collect(Collectors.joining("\n"));
  }

  static String of(BudgetView view) {
    return ("limit %d, window %s, tokens %s, idle %s, counted %d, slots %d, used %s, unknown %s,"
            + " paused %s, reads paused %s")
        .formatted(
            view.limit(),
            view.windowSeconds(),
            view.tokens(),
            view.idleTokens(),
            view.windowRequests(),
            view.slotLimit(),
            new TreeMap<>(view.slotsInUse()),
            new TreeMap<>(view.unknown()),
            view.paused(),
            view.readsPaused());
  }
}
