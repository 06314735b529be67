package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Lease;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Does what the end of a task owes: counts it, undertakes to tell its team, then releases its slot,
 * lists it, then notes that it is paid.
 *
 * <p>The end of the record is the commit (law T2). Every step may be repeated, and the slot, which
 * is released before that, brings whoever takes it over back here: so each end is counted exactly
 * once, wherever somebody stopped half way.
 */
final class Outbox {

  private static final Logger LOG = Logger.getLogger(Outbox.class);

  private final TaskStore store;
  private final UsageBook usage;
  private final EndNotices notices;
  private final EndedTasks ended;
  private final Trust trust;
  private final Clock clock;

  Outbox(
      TaskStore store,
      UsageBook usage,
      EndNotices notices,
      EndedTasks ended,
      Trust trust,
      Clock clock) {
    this.store = store;
    this.usage = usage;
    this.notices = notices;
    this.ended = ended;
    this.trust = trust;
    this.clock = clock;
  }

  /** The commit; see {@link TaskStore#end}. */
  Uni<TaskStore.Effect> commit(TaskKey key, TaskEnd end, Optional<Spoken> word) {
    return store.end(key, end, word).invoke(effect -> note(key, end, effect));
  }

  private void note(TaskKey key, TaskEnd end, TaskStore.Effect effect) {
    if (effect != TaskStore.Effect.ENDED_BEFORE) {
      trust.ended(key, end.cause(), end.foundBy());
    } else if (end.foundBy() == FoundBy.CALLBACK) {
      trust.toldLate(key);
    }
  }

  /** Pays what is owed, by whoever knows it. Fails where a step did; the rest is not done then. */
  Uni<Void> pay(Budget budget, Debt debt) {
    return usage
        .count(debt.usage())
        .chain(() -> tell(debt))
        .chain(() -> budget.release(debt.origin().slot()))
        .chain(() -> list(debt))
        .chain(() -> store.drained(debt.key()));
  }

  /** No slot is held and no end told again for the list's sake. */
  private Uni<Void> list(Debt debt) {
    return ended
        .add(EndedTask.of(debt))
        .onFailure()
        .invoke(
            failure -> LOG.warnf("task-unlisted slot=%s cause=%s", debt.origin().slot(), failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> tell(Debt debt) {
    return debt.origin().callback().isPresent() ? notices.keep(debt) : Uni.createFrom().voidItem();
  }

  /**
   * Counts a slot on the day of its grant, which is the same however often it is tried, of which
   * nothing more is known than its lease tells, and frees it. Fails where a step did, and is then
   * to be called again.
   *
   * @return whether it held a slot until now
   */
  Uni<Boolean> writeOff(Budget budget, Lease lease, Usage.Outcome outcome) {
    return usage
        .count(UsageEntry.of(lease, outcome, clock.millis() - lease.age().toMillis()))
        .chain(() -> budget.release(lease.slot()));
  }

  /** Pays what is still owed for a task that has ended. */
  Uni<Void> settle(Budget budget, TaskKey key) {
    return store
        .owed(key)
        .chain(
            owed -> owed.isPresent() ? pay(budget, owed.get()) : Uni.createFrom().<Void>nullItem());
  }

  /**
   * Pays what is still owed for a task that has ended, and frees a slot that is bound to it.
   *
   * @param slot the slot; it may be another than the one that the task was submitted with
   */
  Uni<Void> settle(Budget budget, TaskKey key, String slot) {
    return settle(budget, key).chain(() -> budget.release(slot)).replaceWithVoid();
  }
}
