package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.budget.Lease;
import dev.sluice.dialect.StatusEnvelope;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The tasks of a team that run, as it knows them. Which they are costs no round trip; the state of
 * one that another replica watches is read, of the youngest {@value #READ} of these.
 */
public final class TeamTasks {

  private static final int READ = 20;

  private final Budgets budgets;
  private final OpenTasks open;
  private final TaskStore store;
  private final Upstreams upstreams;
  private final TeamWords words;

  TeamTasks(
      Budgets budgets, OpenTasks open, TaskStore store, Upstreams upstreams, TeamWords words) {
    this.budgets = budgets;
    this.open = open;
    this.store = store;
    this.upstreams = upstreams;
    this.words = words;
  }

  /**
   * A task that runs.
   *
   * @param taskId the id that the team knows
   * @param model as the team asked for it
   * @param provider the strategy that led to its upstream, as a word
   * @param state the vendor's word, in the language of the submit; empty where it is not known here
   */
  public record Running(
      String taskId, String model, String provider, Optional<String> state, Instant acceptedAt) {}

  /** A record, and whether its last word is the upstream's. */
  private record Seen(TaskRecord record, boolean heard) {}

  /** The youngest first. Never fails. */
  public Uni<List<Running>> of(String team, int most) {
    return Multi.createFrom()
        .iterable(budgets.all())
        .onItem()
        .transformToUniAndConcatenate(budget -> budget.leases().map(all -> seen(budget, all, team)))
        .onItem()
        .transformToIterable(each -> each)
        .collect()
        .asList()
        .chain(all -> told(youngest(all, most)));
  }

  private static List<Seen> youngest(List<Seen> all, int most) {
    return all.stream()
        .sorted(Comparator.comparingLong((Seen one) -> -one.record().acceptedMillis()))
        .limit(most)
        .toList();
  }

  private List<Seen> seen(Budget budget, List<Lease> leases, String team) {
    return leases.stream()
        .filter(lease -> lease.team().equals(team) && lease.state() == Lease.State.BOUND)
        .flatMap(
            lease ->
                open
                    .bySlot(lease.slot())
                    .map(task -> new Seen(task.record(), true))
                    .or(
                        () ->
                            Details.record(budget, lease, upstreams)
                                .map(made -> new Seen(made, false)))
                    .stream())
        .toList();
  }

  private Uni<List<Running>> told(List<Seen> tasks) {
    if (tasks.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    List<Uni<Seen>> all = new ArrayList<>();
    int reads = 0;
    for (Seen one : tasks) {
      boolean reading = !one.heard() && reads++ < READ;
      all.add(reading ? read(one) : Uni.createFrom().item(one));
    }
    return Uni.join()
        .all(all)
        .andFailFast()
        .map(
            seen -> seen.stream().filter(one -> !one.record().ended()).map(this::running).toList());
  }

  private Uni<Seen> read(Seen one) {
    return store
        .find(one.record().visibleId())
        .map(
            found ->
                found.isPresent() && found.get() instanceof TaskRecord record
                    ? new Seen(record, true)
                    : one)
        .onFailure()
        .recoverWithItem(one);
  }

  private Running running(Seen one) {
    TaskRecord record = one.record();
    return new Running(
        record.visibleId(),
        record.asked().map(Asked::model).orElse(record.model()),
        record.origin().provider().word(),
        one.heard() ? state(record) : Optional.empty(),
        Instant.ofEpochMilli(record.acceptedMillis()));
  }

  private Optional<String> state(TaskRecord record) {
    return words
        .spoken(record.key(), record.asked())
        .flatMap(door -> door.readStatus(words.status(record, record.last(), door)))
        .flatMap(StatusEnvelope::word);
  }
}
