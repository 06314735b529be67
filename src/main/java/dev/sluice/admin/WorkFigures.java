package dev.sluice.admin;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.budget.Lease;
import dev.sluice.relay.Delivery;
import dev.sluice.relay.DeliveryQueue;
import dev.sluice.task.Usage;
import dev.sluice.task.UsageBook;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import dev.sluice.time.Recent;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is told of the work: tasks that run and those that ended today, and webhooks. What costs a
 * look at every team is read each ten seconds at most, and goes on being read where it takes longer
 * than whoever asks waits.
 */
@Singleton
final class WorkFigures {

  private static final Duration USAGE_FRESH = Duration.ofSeconds(10);
  private static final Duration DELIVERIES_FRESH = Duration.ofSeconds(2);
  private static final int AT_ONCE = 8;

  private final Budgets budgets;
  private final UsageBook book;
  private final TeamDirectory teams;
  private final DeliveryQueue queue;
  private final Clock clock;
  private final Recent<Ended> usage;
  private final Recent<List<Overview.DeliveryLine>> deliveries;

  private record Ended(long success, long failed) {}

  WorkFigures(
      Budgets budgets,
      UsageBook book,
      TeamDirectory teams,
      DeliveryQueue queue,
      Ticker ticker,
      Clock clock) {
    this.budgets = budgets;
    this.book = book;
    this.teams = teams;
    this.queue = queue;
    this.clock = clock;
    this.usage = new Recent<>(this::readUsage, USAGE_FRESH, ticker);
    this.deliveries = new Recent<>(this::readDeliveries, DELIVERIES_FRESH, ticker);
  }

  Uni<Overview.Tasks> tasks() {
    return open()
        .chain(
            open ->
                usage
                    .get()
                    .map(ended -> new Overview.Tasks(open, ended.success(), ended.failed())));
  }

  /** Teams to which nothing is owed are left out. */
  Uni<List<Overview.DeliveryLine>> deliveries() {
    return deliveries.get();
  }

  private Uni<Long> open() {
    return Multi.createFrom()
        .iterable(budgets.all())
        .onItem()
        .transformToUniAndConcatenate(Budget::leases)
        .map(leases -> leases.stream().filter(lease -> lease.state() == Lease.State.BOUND).count())
        .collect()
        .in(() -> new long[1], (sum, count) -> sum[0] += count)
        .map(sum -> sum[0]);
  }

  private Uni<Ended> readUsage() {
    LocalDate today = LocalDate.now(clock);
    return Multi.createFrom()
        .iterable(teams.all())
        .map(Team::id)
        .onItem()
        .transformToUni(team -> book.of(team, today))
        .merge(AT_ONCE)
        .map(WorkFigures::ended)
        .collect()
        .with(
            Collectors.reducing(
                new Ended(0, 0),
                (one, other) ->
                    new Ended(one.success() + other.success(), one.failed() + other.failed())));
  }

  private static Ended ended(List<Usage> used) {
    long success = 0;
    long failed = 0;
    for (Usage usage : used) {
      switch (usage.kind().outcome()) {
        case SUCCESS -> success += usage.tasks();
        case UNKNOWN -> {} // of those nobody knows whether there was a task
        case FAILED, LOST, EXPIRED -> failed += usage.tasks();
      }
    }
    return new Ended(success, failed);
  }

  private Uni<List<Overview.DeliveryLine>> readDeliveries() {
    return queue
        .count(Delivery.State.PENDING)
        .chain(pending -> queue.count(Delivery.State.DEAD).map(dead -> lines(pending, dead)));
  }

  private static List<Overview.DeliveryLine> lines(
      Map<String, Long> pending, Map<String, Long> dead) {
    Map<String, Long> all = new TreeMap<>(pending);
    dead.forEach((team, count) -> all.merge(team, count, Long::sum));
    return all.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .map(
            each ->
                new Overview.DeliveryLine(
                    each.getKey(),
                    pending.getOrDefault(each.getKey(), 0L),
                    dead.getOrDefault(each.getKey(), 0L)))
        .toList();
  }
}
