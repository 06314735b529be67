package dev.sluice.budget;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells how each budget stands. A budget that is paused or used up is no reason to take the gateway
 * out, nor is one whose store is away: polls are answered all the same, so this is always up while
 * it can be asked.
 */
@Readiness
@Singleton
final class BudgetHealth implements AsyncHealthCheck {

  private final Budgets budgets;

  BudgetHealth(Budgets budgets) {
    this.budgets = budgets;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    List<Uni<Figures>> figures =
        budgets.all().stream()
            .map(
                budget ->
                    budget
                        .view()
                        .map(
                            view ->
                                new Figures(
                                    budget.name(), view, budget.standing(), stopped(budget))))
            .toList();
    return Uni.join().all(figures).andFailFast().map(BudgetHealth::response);
  }

  private record Figures(String budget, BudgetView view, Standing standing, String stopped) {}

  /** Its upstreams that whoever runs the gateway has paused, in words. */
  private static String stopped(Budget budget) {
    String names =
        budget.upstreams().stream()
            .filter(budget::paused)
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : ", paused by the operator: " + names;
  }

  private static HealthCheckResponse response(List<Figures> all) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("budget").up();
    for (Figures figures : all) {
      BudgetView view = figures.view;
      response.withData(
          figures.budget,
          "requests %d/%d, slots %d/%d%s%s%s"
              .formatted(
                  view.windowRequests(),
                  view.limit(),
                  view.slotsInUseTotal(),
                  view.slotLimit(),
                  paused(view),
                  figures.stopped,
                  words(figures.standing)));
    }
    return response.build();
  }

  private static String paused(BudgetView view) {
    if (view.paused()) {
      return view.readsPaused()
          ? ", paused by the upstream's 429"
          : ", submits paused by the upstream's 429";
    }
    return view.readsPaused() ? ", status checks paused by the upstream's 429" : "";
  }

  private static String words(Standing standing) {
    String mode =
        switch (standing.mode()) {
          case SERVING -> "";
          case RECOVERING -> ", recovering: no slot is granted until all replicas have told theirs";
          case LOST -> ", store lost: nothing is granted, the figures are the last known";
        };
    return standing.notice().isEmpty() ? mode : mode + ", " + standing.notice();
  }
}
