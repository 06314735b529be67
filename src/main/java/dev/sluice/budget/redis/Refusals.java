package dev.sluice.budget.redis;

import dev.sluice.budget.Claim;
import dev.sluice.budget.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses here what the store has just refused: where a claim of a team and kind of need was denied
 * for good, the next part of a drain interval is answered the same without a round trip, so that a
 * flood of refusals costs the store no more than {@link #PART} claims an interval.
 *
 * <p>The team loses next to nothing by it: what it was denied counts as its demand for three
 * intervals, so that its share is kept until the next of its claims gets through. (Refusing for a
 * whole interval, a team that floods without waiting had 35 % where 50 % was its due.) Bounded by
 * the teams of the configuration. Several threads may meet here.
 */
final class Refusals {

  /** How often in an interval the store is asked all the same. */
  static final int PART = 8;

  private final Map<Key, Refusal> refusals = new HashMap<>();

  private record Key(String team, Claim.Need need) {
    private static Key of(Claim claim) {
      return new Key(claim.team(), claim.need());
    }
  }

  private record Refusal(long at, Verdict.Denied denied) {}

  /**
   * What to answer to these claims without asking. Empty where they have to be asked: where one is
   * of another team or need, or none is asked for the last time.
   */
  synchronized Optional<Verdict.Denied> refuse(List<Claim> claims, Duration drain, long now) {
    if (refusals.isEmpty() || claims.stream().noneMatch(Claim::last)) {
      return Optional.empty();
    }
    Key key = Key.of(claims.get(0));
    Refusal refusal = refusals.get(key);
    if (refusal == null || now - refusal.at >= drain.toNanos() / PART) {
      return Optional.empty();
    }
    return claims.stream().allMatch(claim -> Key.of(claim).equals(key))
        ? Optional.of(new Verdict.Denied(refusal.denied.policy(), refusal.denied.after(), false))
        : Optional.empty();
  }

  /** The store has decided. */
  synchronized void decided(Claim claim, Verdict verdict, long now) {
    if (!(verdict instanceof Verdict.Denied denied)) {
      refusals.remove(Key.of(claim));
    } else if (claim.last()) {
      refusals.put(Key.of(claim), new Refusal(now, denied));
    }
  }

  /** Something came free, so there may be enough again. */
  synchronized void clear() {
    refusals.clear();
  }
}
