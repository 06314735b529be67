package dev.sluice.task;

import dev.sluice.budget.Budgets;
import dev.sluice.dialect.Dialect;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Stage;
import dev.sluice.routing.Provider;
import dev.sluice.team.Team;
import dev.sluice.time.Ticker;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The shared key's balance at the first upstream of the team's {@code auto} route that speaks the
 * language of the door: dollars and credits are not told for each other. Read once for all teams,
 * paid with a token of the watcher (law W1) and kept for 10 s; an error for 2 s.
 */
public final class BalanceStage implements Stage {

  private static final Duration KEPT = Duration.ofSeconds(10);
  private static final Duration ERROR_KEPT = Duration.ofSeconds(2);
  private static final int MOST_UPSTREAMS = 1000;

  private final BiFunction<String, Provider, List<String>> routes;
  private final Upstreams upstreams;
  private final Budgets budgets;
  private final PaidReads reads;
  private final SharedAnswers<String> shared;

  /**
   * @param routes team and strategy to the names of the upstreams, the preferred one first
   */
  BalanceStage(
      BiFunction<String, Provider, List<String>> routes,
      Upstreams upstreams,
      Budgets budgets,
      PaidReads reads,
      Ticker ticker) {
    this.routes = routes;
    this.upstreams = upstreams;
    this.budgets = budgets;
    this.reads = reads;
    this.shared = new SharedAnswers<>(ticker, MOST_UPSTREAMS);
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Team team = passage.noted(Team.class);
    if (!team.showBalance()) {
      return refused(Reason.FORBIDDEN, "The balance of the shared key is not shown to this team.");
    }
    String spoken = passage.head().dialect();
    return routes.apply(team.id(), Provider.AUTO).stream()
        .map(upstreams::of)
        .filter(upstream -> upstream.dialect().name().equals(spoken))
        .findFirst()
        .map(this::balance)
        .orElseGet(
            () ->
                refused(
                    Reason.NOT_FOUND,
                    "No upstream of this team tells a balance here: none speaks %s."
                        .formatted(spoken)));
  }

  private Uni<Answer> balance(Upstream upstream) {
    String name = upstream.name();
    return shared.of(
        name,
        () -> reads.read(budgets.of(name), upstream.dialect(), upstream::balance),
        answer -> life(upstream.dialect(), answer));
  }

  private static Duration life(Dialect dialect, Answer answer) {
    return answer instanceof Relayed relayed
            && dialect.code(relayed.status(), relayed.body()) == Finding.GOOD
        ? KEPT
        : ERROR_KEPT;
  }

  private static Uni<Answer> refused(Reason reason, String detail) {
    return Uni.createFrom().item(Refusal.of(reason, detail).answer());
  }
}
