package dev.sluice.budget.redis;

import dev.sluice.budget.Claim;
import dev.sluice.budget.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A claim on its way to the store, and all who asked for it. */
final class Asked {

  final long since;
  private final List<Consumer<Verdict>> askers = new ArrayList<>(1);
  private Claim claim;

  Asked(Claim claim, long since) {
    this.claim = claim;
    this.since = since;
  }

  Claim claim() {
    return claim;
  }

  /** Somebody else asks for the same; where one of them asks for the last time, all do. */
  void join(Claim again, Consumer<Verdict> asker) {
    claim = again.last() ? again : claim;
    askers.add(asker);
  }

  void tell(Verdict verdict) {
    askers.forEach(asker -> asker.accept(verdict));
  }
}
