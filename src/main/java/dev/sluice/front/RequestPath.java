package dev.sluice.front;

import dev.sluice.budget.BudgetStage;
import dev.sluice.deferral.DeferStage;
import dev.sluice.deferral.DepartStage;
import dev.sluice.deferral.PromotionWay;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Stage;
import dev.sluice.quota.QuotaStage;
import dev.sluice.relay.CallbackStage;
import dev.sluice.routing.RoutingStage;
import dev.sluice.task.BalanceStage;
import dev.sluice.task.EarlierTaskStage;
import dev.sluice.task.IdempotencyStage;
import dev.sluice.task.OwnCallbackStage;
import dev.sluice.task.StatusStage;
import dev.sluice.task.TaskStage;
import dev.sluice.team.TeamStage;
import dev.sluice.traces.Traces;
import dev.sluice.upstream.BreakerStage;
import dev.sluice.upstream.UpstreamStage;
import dev.sluice.upstream.WitnessStage;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The way of a request through the house, put together once. */
@Singleton
final class RequestPath {

  private final Way submit;
  private final Way promotion;
  private final Way status;
  private final Way balance;

  RequestPath(Instance<Stage> stages, Outcomes outcomes, Traces traces, Accounts accounts) {
    List<Class<? extends Stage>> whole = order(Operation.SUBMIT);
    List<Class<? extends Stage>> rest =
        whole.subList(whole.indexOf(DeferStage.class) + 1, whole.size());
    this.submit = way(Operation.SUBMIT, stages, outcomes, traces, accounts);
    this.promotion =
        new Way(
            traces.follow("deferred", resolve(rest, stages), accounts::of),
            outcomes::sent); // the request was counted when it was accepted
    this.status = way(Operation.STATUS, stages, outcomes, traces, accounts);
    this.balance = way(Operation.BALANCE, stages, outcomes, traces, accounts);
  }

  private static Way way(
      Operation operation,
      Instance<Stage> stages,
      Outcomes outcomes,
      Traces traces,
      Accounts accounts) {
    List<Stage> whole = resolve(order(operation), stages);
    return new Way(traces.follow(operation.label(), whole, accounts::of), outcomes);
  }

  /** A deferred submit goes the part of the way that it has not gone yet. */
  @Produces
  @Singleton
  PromotionWay promotion() {
    return promotion::walk;
  }

  /** The order, and the only place that knows it. */
  private static List<Class<? extends Stage>> order(Operation operation) {
    return switch (operation) {
      case SUBMIT ->
          List.of(
              TeamStage.class, // strangers learn nothing, and everything after is counted
              DrainingStage.class, // a replica that stops must not start anything
              ObjectionStage.class, // the model id, before anything is built from it
              BodyStage.class, // the body is judged once, for all that follow
              PatienceStage.class, // how long it may wait, before anything may make it wait
              IdempotencyStage.class, // a replay costs nothing, so before all that waits or counts
              CallbackStage.class, // a bad callback must cost neither quota nor budget
              DeferStage.class, // what has no room now may be kept; later it goes on from here
              EarlierTaskStage.class, // a task that the input names decides who can serve it
              RoutingStage.class, // which upstream's budget; tries the next where nothing started
              BreakerStage.class, // an upstream in trouble must cost neither quota nor budget
              QuotaStage.class, // the team's own ceiling, looked at before it waits for the rest
              BudgetStage.class, // a token and a slot, held from before the send
              OwnCallbackStage.class, // names our own callback: it knows the slot by now
              TaskStage.class, // records what came of it, and binds the slot
              DepartStage.class, // says of a deferred submit that it is about to be sent
              WitnessStage.class, // hears of each send, and may still hold it back
              UpstreamStage.class); // the road
      case STATUS ->
          List.of(
              TeamStage.class, // a task is shown to its own team only
              ObjectionStage.class, // the model and task id, before anybody looks them up
              StatusWaitStage.class, // how long the answer may be held back
              StatusStage.class); // answers from the record
      case BALANCE ->
          List.of(
              TeamStage.class, // not every team may see it
              BalanceStage.class); // asks at most once in a while, for all teams
    };
  }

  /** Sends a passage on the way of its operation; see {@link Way#walk}. */
  Uni<Answer> walk(Passage passage) {
    Way way =
        switch (passage.head().operation()) {
          case SUBMIT -> submit;
          case STATUS -> status;
          case BALANCE -> balance;
        };
    return way.walk(passage);
  }

  private static List<Stage> resolve(List<Class<? extends Stage>> order, Instance<Stage> stages) {
    List<Stage> resolved = new ArrayList<>();
    for (Class<? extends Stage> type : order) {
      resolved.add(stages.select(type).get());
    }
    return resolved;
  }
}
