package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetView;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A budget's figures, asked for at most once a drain interval however many want them; the last
 * known ones where the store is away. Several threads may meet here.
 */
final class RecentFigures {

  private static final Errand VIEW = Errand.of("view");

  private final Combiner combiner;
  private final Ticker ticker;
  private BudgetView last;
  private boolean known;
  private long heardAt;
  private @Nullable Uni<BudgetView> asking;

  RecentFigures(BudgetView before, Combiner combiner, Ticker ticker) {
    this.last = before;
    this.combiner = combiner;
    this.ticker = ticker;
  }

  /** The figures, at most so old unless the store is away. */
  Uni<BudgetView> view(Duration age) {
    synchronized (this) {
      if (known && ticker.nanos() - heardAt < age.toNanos()) {
        return Uni.createFrom().item(last);
      }
      if (asking != null) {
        return asking;
      }
    }
    Uni<BudgetView> asked =
        combiner
            .ask(VIEW)
            .map(told -> heard(Figures.view(told)))
            .onFailure()
            .recoverWithItem(this::lastKnown)
            .memoize()
            .indefinitely();
    synchronized (this) {
      asking = asked;
    }
    return asked.onTermination().invoke(() -> forget(asked));
  }

  private synchronized BudgetView heard(BudgetView view) {
    last = view;
    known = true;
    heardAt = ticker.nanos();
    return view;
  }

  private synchronized BudgetView lastKnown() {
    return last;
  }

  private synchronized void forget(Uni<BudgetView> asked) {
    asking = asking == asked ? null : asking;
  }
}
