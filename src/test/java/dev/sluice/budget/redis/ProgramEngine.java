package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.LedgerLimits;
import java.util.ArrayList;
import java.util.List;

/** The program in Redis: all operations of one call in one call. */
final class ProgramEngine implements Engine {

  private final ProgramClient client;

  ProgramEngine(ProgramClient client) {
    this.client = client;
  }

  @Override
  public List<String> run(List<Operation> operations) {
    ProgramClient.Reply reply = client.call(operations.stream().map(ProgramEngine::words).toList());
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      answers.add(answer(operations.get(i), reply.answers().get(i), reply.now()));
    }
    answers.add("expired " + reply.expired());
    return answers;
  }

  @Override
  public void replan(BudgetPlan plan, LedgerLimits limits) {
    client.replan(plan, limits);
  }

  private static List<String> words(Operation operation) {
    if (operation instanceof Operation.Admit admit) {
      return Words.admit(admit.claims());
    } else if (operation instanceof Operation.Settle settle) {
      return Words.settle(settle.id(), settle.ending(), settle.hold());
    } else if (operation instanceof Operation.Bind bind) {
      return Words.bind(bind.slot(), bind.bond(), bind.nextCheck());
    } else if (operation instanceof Operation.Release release) {
      return List.of("release", release.slot());
    } else if (operation instanceof Operation.Due due) {
      return List.of("due", "" + due.most());
    } else if (operation instanceof Operation.Reschedule later) {
      return List.of("reschedule", later.slot(), Words.micros(later.nextCheck()));
    } else if (operation instanceof Operation.Hasten sooner) {
      return List.of("hasten", sooner.slot(), Words.micros(sooner.nextCheck()));
    } else if (operation instanceof Operation.Refused refused) {
      return Words.refused(refused.retryAfter(), refused.submit());
    }
    return List.of("view");
  }

  private String answer(Operation operation, Object answer, long now) {
    if (operation instanceof Operation.Admit admit) {
      List<String> verdicts = new ArrayList<>();
      for (int i = 0; i < admit.claims().size(); i++) {
        Object verdict = ((List<?>) answer).get(i);
        verdicts.add(Answers.of(Words.verdict(admit.claims().get(i), verdict, now)));
      }
      return String.join("\n", verdicts);
    } else if (operation instanceof Operation.Settle
        || operation instanceof Operation.Bind
        || operation instanceof Operation.Release) {
      return "" + answer.equals("1");
    } else if (operation instanceof Operation.Due) {
      return Answers.ofLeases(Words.due((List<?>) answer));
    } else if (operation instanceof Operation.View) {
      return Answers.of(Words.view((List<?>) answer));
    } else if (operation instanceof Operation.Leases) {
      return Answers.ofLeases(Words.leases(client, now));
    }
    return "done";
  }
}
