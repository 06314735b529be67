package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.budget.Lease;
import dev.sluice.dialect.Dialect;
import dev.sluice.passage.GivenId;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a task whose record is not to be had: every replica mirrors all leases with what
 * their tasks' records could be made from (law G2).
 */
final class Recollection {

  /** A submit that is answered sooner is not known before it is bound. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  private final Budgets budgets;
  private final Upstreams upstreams;
  private final Clock clock;

  Recollection(Budgets budgets, Upstreams upstreams, Clock clock) {
    this.budgets = budgets;
    this.upstreams = upstreams;
    this.clock = clock;
  }

  /**
   * The open record of a team's own task, as it was before the first look at it.
   *
   * @param taskId the id that the team knows; by an alias all leases are looked through
   */
  Uni<Optional<TaskRecord>> of(String team, String taskId) {
    return Multi.createFrom()
        .iterable(budgets.all())
        .onItem()
        .transformToUniAndConcatenate(
            budget -> leases(budget, taskId).map(leases -> made(budget, leases, team, taskId)))
        .filter(Optional::isPresent)
        .toUni()
        .map(made -> made == null ? Optional.empty() : made);
  }

  private static Uni<List<Lease>> leases(Budget budget, String taskId) {
    return taskId.startsWith(GivenId.PREFIX)
        ? budget.leases()
        : Uni.createFrom().item(() -> budget.recall(taskId).stream().toList());
  }

  private Optional<TaskRecord> made(Budget budget, List<Lease> leases, String team, String taskId) {
    return leases.stream()
        .filter(lease -> lease.team().equals(team) && lease.state() == Lease.State.BOUND)
        .flatMap(lease -> Details.record(budget, lease, upstreams).stream())
        .filter(record -> record.visibleId().equals(taskId))
        .findFirst();
  }

  /**
   * Whether a task of this team may have been accepted of which nothing is known here yet: another
   * replica holds a slot of it that is not bound to a task, although it might have been by now.
   */
  Uni<Boolean> expects(String team) {
    return Multi.createFrom()
        .iterable(budgets.all())
        .onItem()
        .transformToUniAndConcatenate(Budget::leases)
        .filter(leases -> leases.stream().anyMatch(lease -> open(lease, team)))
        .toUni()
        .map(Objects::nonNull);
  }

  private static boolean open(Lease lease, String team) {
    return lease.team().equals(team)
        && !lease.mine()
        && lease.state() != Lease.State.BOUND
        && (lease.state() == Lease.State.UNKNOWN || lease.age().compareTo(UNDER_WAY) > 0);
  }

  /**
   * What is said of an id that nobody knows while nobody can say that it does not exist: that it
   * waits, in the words of the door that was asked.
   */
  byte[] waiting(String taskId, Dialect door) {
    return door.waiting(taskId, clock.millis());
  }
}
