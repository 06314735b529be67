package dev.sluice.budget;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells how each budget stands. A budget that is paused or used up is no reason to take the gateway
 * out: polls are answered all the same, so this is always up while it can be asked.
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
    List<Uni<Standing>> standings =
        budgets.all().stream()
            .map(budget -> budget.view().map(view -> new Standing(budget.upstream(), view)))
            .toList();
    return Uni.join().all(standings).andFailFast().map(BudgetHealth::response);
  }

  private record Standing(String upstream, BudgetView view) {}

  private static HealthCheckResponse response(List<Standing> standings) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("budget").up();
    for (Standing standing : standings) {
      BudgetView view = standing.view;
      response.withData(
          standing.upstream,
          "requests %d/%d, slots %d/%d%s"
              .formatted(
                  view.windowRequests(),
                  view.limit(),
                  view.slotsInUseTotal(),
                  view.slotLimit(),
                  view.paused() ? ", paused by the upstream's 429" : ""));
    }
    return response.build();
  }
}
