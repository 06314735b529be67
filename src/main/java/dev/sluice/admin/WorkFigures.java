package dev.sluice.admin;

import dev.sluice.budget.Budgets;
import dev.sluice.budget.Lease;
import dev.sluice.relay.Delivery;
import dev.sluice.relay.DeliveryQueue;
import dev.sluice.task.Usage;
import dev.sluice.task.UsageBook;
import dev.sluice.time.Recent;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is told of the work: tasks that run and those that ended today, and webhooks. What costs a
 * look at every team is read each ten seconds at most, and goes on being read where it takes longer
 * than whoever asks waits.
 */
@Singleton
final class WorkFigures {

  private static final Duration USAGE_FRESH = Duration.ofSeconds(10);
  private static final Duration DELIVERIES_FRESH = Duration.ofSeconds(2);

  /** Teams whose usage is added up. */
  private static final int MOST_PAGES = 10_000;

  private final Budgets budgets;
  private final UsageBook book;
  private final DeliveryQueue queue;
  private final Clock clock;
  private final Recent<Ended> usage;
  private final Recent<List<Overview.DeliveryLine>> deliveries;

  /** Of a submit whose outcome is unknown nobody knows whether a task came: it is neither. */
  private record Ended(long success, long failed) {

    Ended and(List<Usage> used) {
      long succeeded = success;
      long ended = failed;
      for (Usage usage : used) {
        switch (usage.kind().outcome()) {
          case SUCCESS -> succeeded += usage.tasks();
          case FAILED, LOST, EXPIRED -> ended += usage.tasks();
          case UNKNOWN -> {
            // Not a task that ended.
          }
        }
      }
      return new Ended(succeeded, ended);
    }
  }

  WorkFigures(Budgets budgets, UsageBook book, DeliveryQueue queue, Ticker ticker, Clock clock) {
    this.budgets = budgets;
    this.book = book;
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
    return budgets
        .held()
        .map(all -> all.stream().filter(it -> it.lease().state() == Lease.State.BOUND).count());
  }

  private Uni<Ended> readUsage() {
    LocalDate today = LocalDate.now(clock);
    return Uni.createFrom().deferred(() -> read(today, "", new Ended(0, 0), MOST_PAGES));
  }

  private Uni<Ended> read(LocalDate day, String after, Ended before, int most) {
    return book.pages(day, after)
        .chain(
            pages -> {
              Ended ended = before;
              for (UsageBook.Page page : pages) {
                ended = ended.and(page.usages());
              }
              return pages.size() < UsageBook.MOST_PAGES || most <= pages.size()
                  ? Uni.createFrom().item(ended)
                  : read(day, pages.get(pages.size() - 1).team(), ended, most - pages.size());
            });
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
