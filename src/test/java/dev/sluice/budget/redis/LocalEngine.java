package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.LocalLedger;
import dev.sluice.testing.Now;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The ledger in memory, which is the specification. */
final class LocalEngine implements Engine {

  private final Ledger ledger;
  private int expired;

  LocalEngine(BudgetPlan plan, LedgerLimits limits, Ticker ticker) {
    this.ledger = new LocalLedger(plan, ticker, counting(limits));
  }

  private LedgerLimits counting(LedgerLimits limits) {
    return new LedgerLimits(limits.longestFlight(), limits.hold(), count -> expired += count);
  }

  @Override
  public void replan(BudgetPlan plan, LedgerLimits limits) {
    ledger.replan(plan, counting(limits));
  }

  @Override
  public List<String> run(List<Operation> operations) {
    expired = 0;
    List<String> answers = new ArrayList<>();
    for (Operation operation : operations) {
      answers.add(answer(operation));
    }
    answers.add("expired " + expired);
    return answers;
  }

  private String answer(Operation operation) {
    if (operation instanceof Operation.Admit admit) {
      return Answers.of(Now.of(ledger.admit(admit.claims())));
    } else if (operation instanceof Operation.Settle settle) {
      return "" + Now.of(ledger.settle(settle.id(), settle.ending(), settle.hold()));
    } else if (operation instanceof Operation.Bind bind) {
      return "" + Now.of(ledger.bind(bind.slot(), bind.bond(), bind.nextCheck()));
    } else if (operation instanceof Operation.Release release) {
      return "" + Now.of(ledger.release(release.slot()));
    } else if (operation instanceof Operation.Due due) {
      return Answers.ofLeases(Now.of(ledger.due(due.most())));
    } else if (operation instanceof Operation.Reschedule reschedule) {
      Now.of(ledger.reschedule(reschedule.slot(), reschedule.nextCheck()));
    } else if (operation instanceof Operation.Hasten hasten) {
      Now.of(ledger.hasten(hasten.slot(), hasten.nextCheck()));
    } else if (operation instanceof Operation.Refused refused) {
      Now.of(ledger.refusedByUpstream(refused.retryAfter(), refused.submit()));
    } else if (operation instanceof Operation.View) {
      return Answers.of(Now.of(ledger.view()));
    } else if (operation instanceof Operation.Leases) {
      return Answers.ofLeases(
          Now.of(ledger.leases()).stream().sorted(Comparator.comparing(Lease::slot)).toList());
    }
    return "done";
  }
}
