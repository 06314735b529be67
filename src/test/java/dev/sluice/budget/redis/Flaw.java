package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Lanes;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.TeamShare;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Engines that are slightly off: a comparison that notices none of them would be worth nothing. */
enum Flaw {
  WEIGHTS_THAT_ARE_SLIGHTLY_UNEVEN(
      shares(
          t ->
              new TeamShare(
                  uneven(t),
                  t.guaranteedPerSecond(),
                  t.guaranteedTasks(),
                  t.lendable(),
                  t.taskCeiling()))),
  GUARANTEES_THAT_ARE_SLIGHTLY_LOWER(
      shares(
          t ->
              new TeamShare(
                  t.weight(),
                  t.guaranteedPerSecond() * 0.999,
                  t.guaranteedTasks(),
                  t.lendable(),
                  t.taskCeiling()))),
  ONE_GUARANTEED_SLOT_LESS(
      shares(
          t ->
              new TeamShare(
                  t.weight(),
                  t.guaranteedPerSecond(),
                  Math.max(0, t.guaranteedTasks() - 1),
                  t.lendable(),
                  t.taskCeiling()))),
  NOTHING_IS_LENT(
      shares(
          t ->
              new TeamShare(
                  t.weight(), t.guaranteedPerSecond(), t.guaranteedTasks(), 0, t.taskCeiling()))),
  A_SHORTER_SPREAD(
      trial -> {
        BudgetPlan p = trial.plan;
        BudgetPlan shorter =
            new BudgetPlan(
                p.name(),
                p.lanes(),
                p.exact(),
                p.spread().minusMillis(2),
                p.burst(),
                p.slots(),
                p.coldStart(),
                p.drain(),
                p.shares());
        return new LocalEngine(shorter, trial.limits, trial.time);
      }),
  A_FURTHER_WINDOW_OF_ONE_MORE(
      windows(
          (lanes, exact) ->
              new Lanes(
                  Stream.concat(
                          Stream.of(lanes.dealing()),
                          lanes.creates().stream().skip(1).map(Flaw::oneMore))
                      .toList(),
                  lanes.reads().stream().map(Flaw::oneMore).toList(),
                  lanes.apart()))),
  AN_EXACT_LOG_OF_ONE_MORE(
      windows(
          (lanes, exact) ->
              exact
                  ? new Lanes(
                      Stream.concat(
                              Stream.of(oneMore(lanes.dealing())), lanes.creates().stream().skip(1))
                          .toList(),
                      lanes.reads(),
                      lanes.apart())
                  : lanes)),
  A_LONGER_HOLD(
      trial -> {
        LedgerLimits l = trial.limits;
        LedgerLimits longer =
            new LedgerLimits(l.longestFlight(), l.hold().plusSeconds(1), l.onExpired());
        return new LocalEngine(trial.plan, longer, trial.time);
      }),
  A_CLOCK_THAT_IS_SLIGHTLY_SLOW(
      trial ->
          new LocalEngine(
              trial.plan, trial.limits, () -> trial.time.nanos() - trial.time.nanos() / 10_000)),
  CLAIMS_IN_ANOTHER_ORDER(
      trial -> {
        Engine engine = trial.local();
        return operations -> {
          List<String> answers =
              new ArrayList<>(engine.run(operations.stream().map(Flaw::backwards).toList()));
          for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i) instanceof Operation.Admit) {
              answers.set(i, String.join("\n", backwards(List.of(answers.get(i).split("\n")))));
            }
          }
          return answers;
        };
      }),
  NO_REFUSAL_IS_THE_LAST(
      asked(
          o ->
              o instanceof Operation.Admit admit
                  ? new Operation.Admit(admit.claims().stream().map(Flaw::notLast).toList())
                  : o)),
  CHECKS_ARE_NOT_HASTENED(
      asked(
          o -> o instanceof Operation.Hasten h ? new Operation.Hasten("never", h.nextCheck()) : o)),
  A_SUBMIT_IS_REFUSED_LIKE_ANY_REQUEST(
      asked(
          o ->
              o instanceof Operation.Refused r ? new Operation.Refused(r.retryAfter(), false) : o)),
  AN_ANSWER_LOST(
      asked(
          o ->
              o instanceof Operation.Settle s && s.id().hashCode() % 10 == 0
                  ? new Operation.Settle("never", s.ending(), s.hold())
                  : o));

  private final Function<Trial, Engine> made;

  Flaw(Function<Trial, Engine> made) {
    this.made = made;
  }

  Engine in(Trial trial) {
    return made.apply(trial);
  }

  private static double uneven(TeamShare share) {
    return share.weight() * (1 + share.hashCode() % 7 / 1000.0);
  }

  private static Claim notLast(Claim claim) {
    return new Claim(claim.id(), claim.team(), claim.need());
  }

  private static Operation backwards(Operation operation) {
    return operation instanceof Operation.Admit admit
        ? new Operation.Admit(backwards(admit.claims()))
        : operation;
  }

  private static <T> List<T> backwards(List<T> all) {
    List<T> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    return reversed;
  }

  private static Function<Trial, Engine> shares(UnaryOperator<TeamShare> changed) {
    return trial -> {
      var shares = new TreeMap<>(trial.plan.shares());
      shares.replaceAll((team, share) -> changed.apply(share));
      return planned(trial, trial.plan.lanes(), shares);
    };
  }

  private static RateWindow oneMore(RateWindow window) {
    return new RateWindow(window.limit() + 1, window.length(), window.counts());
  }

  private static Function<Trial, Engine> windows(BiFunction<Lanes, Boolean, Lanes> changed) {
    return trial ->
        planned(trial, changed.apply(trial.plan.lanes(), trial.plan.exact()), trial.plan.shares());
  }

  private static Engine planned(Trial trial, Lanes lanes, Map<String, TeamShare> shares) {
    BudgetPlan p = trial.plan;
    BudgetPlan other =
        new BudgetPlan(
            p.name(),
            lanes,
            p.exact(),
            p.spread(),
            p.burst(),
            p.slots(),
            p.coldStart(),
            p.drain(),
            shares);
    return new LocalEngine(other, trial.limits, trial.time);
  }

  private static Function<Trial, Engine> asked(UnaryOperator<Operation> changed) {
    return trial -> {
      Engine engine = trial.local();
      return operations -> engine.run(operations.stream().map(changed).toList());
    };
  }
}
