package dev.sluice.budget;

/**
 * The last figures that a budget gave, for whoever may not wait: asked anew at each look, answered
 * as it comes.
 */
final class RecentView {

  private static final BudgetView NOTHING =
      new BudgetView(0, 1, 0, 0, 0, 0, java.util.Map.of(), java.util.Map.of(), false, false);

  private final Budget budget;
  private volatile BudgetView last = NOTHING;

  RecentView(Budget budget) {
    this.budget = budget;
  }

  /** The figures of this moment where the ledger answers at once, else those of the look before. */
  BudgetView view() {
    budget.view().subscribe().with(view -> last = view, failure -> {});
    return last;
  }
}
