package dev.sluice.task;

import dev.sluice.budget.Budgets;
import dev.sluice.budget.Budgets.Held;
import dev.sluice.budget.Lease;
import dev.sluice.redis.StoreFailure;
import dev.sluice.routing.Provider;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What whoever runs the gateway may ask of the tasks. The open ones are those that the ledgers hold
 * a bound slot for; of the ended ones the last are listed.
 */
public final class TaskDesk {

  /** How many a page has at most. */
  public static final int PAGE = EndedTasks.PAGE;

  private final Budgets budgets;
  private final TaskStore store;
  private final EndedTasks ended;
  private final Upstreams upstreams;

  TaskDesk(Budgets budgets, TaskStore store, EndedTasks ended, Upstreams upstreams) {
    this.budgets = budgets;
    this.store = store;
    this.ended = ended;
    this.upstreams = upstreams;
  }

  /** How a task stands. */
  public enum State {
    OPEN,
    SUCCESS,
    FAILED,
    /** It is over, and what came of it is not kept any more. */
    ENDED;

    /** The word by which it is shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A task.
   *
   * @param taskId the id that the team knows
   * @param upstream empty while none has it
   * @param acceptedMillis Unix milliseconds; empty where that is not kept
   * @param endedMillis Unix milliseconds; empty while it is open, or where that is not kept
   * @param slot that was acquired for it; empty where that is not kept
   */
  public record Told(
      String taskId,
      String team,
      Optional<String> model,
      Optional<String> provider,
      Optional<String> upstream,
      State state,
      Optional<Long> acceptedMillis,
      Optional<Long> endedMillis,
      Optional<String> slot) {}

  /**
   * Some tasks.
   *
   * @param cursor where the next page begins; empty with the last one
   */
  public record Page(List<Told> tasks, Optional<String> cursor) {}

  /**
   * A page of the open ones, by their slots.
   *
   * @param team the only one; empty for all
   * @param cursor of the page before
   */
  public Uni<Page> open(Optional<String> team, Optional<String> cursor) {
    return bound()
        .map(
            all ->
                all.stream()
                    .filter(it -> team.map(it.lease().team()::equals).orElse(true))
                    .filter(
                        it ->
                            cursor.map(last -> it.lease().slot().compareTo(last) > 0).orElse(true))
                    .sorted(Comparator.comparing(held -> held.lease().slot()))
                    .limit(PAGE + 1L)
                    .toList())
        .chain(this::told);
  }

  private Uni<Page> told(List<Held> found) {
    Optional<String> cursor =
        found.size() > PAGE ? Optional.of(found.get(PAGE - 1).lease().slot()) : Optional.empty();
    return Multi.createFrom()
        .iterable(found)
        .select()
        .first(PAGE)
        .onItem()
        .transformToUniAndConcatenate(this::told)
        .collect()
        .asList()
        .map(tasks -> new Page(tasks, cursor));
  }

  /** What the lease tells; where that is nothing, what the record does, if it can be asked. */
  private Uni<Told> told(Held bound) {
    TaskKey key = Details.key(bound.budget(), bound.lease());
    Optional<Details> details = Details.of(bound.lease());
    if (details.isPresent()) {
      return Uni.createFrom().item(told(bound, key, details.get()));
    }
    return store
        .find(key)
        .onFailure(StoreFailure.class)
        .recoverWithItem(Optional.empty())
        .map(
            found ->
                new Told(
                    found.map(Trace::visibleId).orElse(key.taskId()),
                    bound.lease().team(),
                    found.map(Trace::model),
                    Optional.empty(),
                    Optional.of(key.upstream()),
                    State.OPEN,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(bound.lease().slot())));
  }

  private static Told told(Held bound, TaskKey key, Details details) {
    return new Told(
        details.alias().orElse(key.taskId()),
        bound.lease().team(),
        Optional.of(details.model()),
        Optional.of(details.provider()).map(Provider::word),
        Optional.of(key.upstream()),
        State.OPEN,
        Optional.of(details.acceptedMillis()),
        Optional.empty(),
        Optional.of(bound.lease().slot()));
  }

  /** A page of those that ended; see {@link EndedTasks#list}. */
  public Uni<Page> ended(boolean success, Optional<String> team, Optional<String> cursor) {
    return ended
        .list(success, team, cursor)
        .map(page -> new Page(page.tasks().stream().map(TaskDesk::told).toList(), page.cursor()));
  }

  private static Told told(EndedTask task) {
    return new Told(
        task.visibleId(),
        task.team(),
        Optional.of(task.model()),
        Optional.of(task.provider()),
        Optional.of(task.key().upstream()),
        task.success() ? State.SUCCESS : State.FAILED,
        Optional.of(task.acceptedMillis()),
        Optional.of(task.endedMillis()),
        Optional.of(task.slot()));
  }

  /**
   * One task.
   *
   * @param id the one that its team knows, or the upstream's own
   */
  public Uni<Optional<Told>> find(String id) {
    return store
        .find(id)
        .map(found -> found.map(TaskDesk::told))
        .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : bound(id))
        .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : byKey(id));
  }

  private Uni<Optional<Told>> bound(String id) {
    return bound()
        .map(all -> all.stream().filter(it -> isOf(it, id)).findFirst())
        .chain(
            found ->
                found.isPresent()
                    ? told(found.get()).map(Optional::of)
                    : Uni.createFrom().item(Optional.empty()));
  }

  private static boolean isOf(Held bound, String id) {
    return bound.lease().taskId().equals(id)
        || Details.of(bound.lease()).flatMap(Details::alias).map(id::equals).orElse(false);
  }

  private Uni<Optional<Told>> byKey(String id) {
    return Multi.createFrom()
        .iterable(upstreams.all())
        .map(Upstream::name)
        .onItem()
        .transformToUniAndConcatenate(upstream -> store.find(new TaskKey(upstream, id)))
        .filter(Optional::isPresent)
        .toUni()
        .map(found -> found == null ? Optional.empty() : found.map(TaskDesk::told));
  }

  private static Told told(Trace trace) {
    Optional<String> upstream = Optional.of(trace.key().upstream()).filter(it -> !it.isEmpty());
    if (!(trace instanceof TaskRecord record)) {
      return new Told(
          trace.visibleId(),
          trace.team(),
          Optional.of(trace.model()),
          Optional.empty(),
          upstream,
          State.ENDED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    return new Told(
        record.visibleId(),
        record.team(),
        Optional.of(record.model()),
        Optional.of(record.origin().provider().word()),
        upstream,
        record.end().map(TaskDesk::state).orElse(State.OPEN),
        Optional.of(record.acceptedMillis()),
        record.end().map(TaskEnd::atMillis),
        upstream.map(has -> record.origin().slot()));
  }

  private static State state(TaskEnd end) {
    return end.cause() == TaskEnd.Cause.SUCCESS ? State.SUCCESS : State.FAILED;
  }

  private Uni<List<Held>> bound() {
    return budgets
        .held()
        .map(all -> all.stream().filter(it -> it.lease().state() == Lease.State.BOUND).toList());
  }
}
