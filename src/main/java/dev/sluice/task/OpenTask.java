package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that has not ended, as the watcher sees it. All times are ticker time in nanoseconds.
 *
 * <p>Whoever has {@link #begin begun} a look at it alone changes it, until {@link #rest}.
 */
final class OpenTask {

  private final Budget budget;
  private final ModelPace pace;
  private final long accepted;
  private final Absence absence = new Absence();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile TaskRecord record;
  private volatile long looked;
  private volatile long next;
  private volatile long wished;
  private volatile long heldUntil;
  private volatile boolean doubted;
  private volatile boolean spared;
  private int unclear;

  /**
   * A task that was accepted now.
   *
   * @param record the open task
   * @param budget where its slot is held
   */
  OpenTask(TaskRecord record, Budget budget, ModelPace pace, Duration first, long nowNanos) {
    this.record = record;
    this.budget = budget;
    this.pace = pace;
    this.accepted = nowNanos;
    this.looked = nowNanos;
    this.wished = nowNanos;
    this.heldUntil = nowNanos;
    this.next = nowNanos + first.toNanos();
  }

  private OpenTask(TaskRecord record, Budget budget, ModelPace pace, long accepted, long looked) {
    this.record = record;
    this.budget = budget;
    this.pace = pace;
    this.accepted = accepted;
    this.looked = looked;
    this.wished = looked;
    this.heldUntil = looked;
    this.next = looked;
  }

  /**
   * A task that somebody else watched before.
   *
   * @param age since it was accepted
   * @param sinceLook since it was looked at, as far as can be told
   */
  static OpenTask adopted(
      TaskRecord record,
      Budget budget,
      ModelPace pace,
      Duration age,
      Duration sinceLook,
      long nowNanos) {
    return new OpenTask(
        record, budget, pace, nowNanos - age.toNanos(), nowNanos - sinceLook.toNanos());
  }

  /** Its record, with the last word that was heard here. */
  TaskRecord record() {
    return record;
  }

  /** The upstream said so at the last look. */
  void saw(Spoken word) {
    record = record.withLast(word);
  }

  TaskKey key() {
    return record.key();
  }

  Origin origin() {
    return record.origin();
  }

  String slot() {
    return origin().slot();
  }

  Budget budget() {
    return budget;
  }

  /** Its bound lease, as far as it is known here. */
  Optional<Lease> lease() {
    return budget.recall(key().taskId()).filter(lease -> lease.slot().equals(slot()));
  }

  ModelPace pace() {
    return pace;
  }

  Absence absence() {
    return absence;
  }

  Duration age(long now) {
    return Duration.ofNanos(now - accepted);
  }

  /** Since it was last looked at, or accepted. */
  long sinceLook(long now) {
    return now - looked;
  }

  /** By how much its next look is late; negative while it is not due. */
  long overdue(long now) {
    return now - next;
  }

  boolean busy() {
    return busy.get();
  }

  /** The chance that it has ended since it was last looked at. */
  double chance(long now) {
    return pace.endedBetween(looked - accepted, now - accepted);
  }

  /** Somebody asked for it and would like to know. */
  void wish(long now) {
    if (wished - looked <= 0) {
      wished = now;
    }
  }

  /** Somebody waits for its end until then. */
  void hold(long until) {
    if (until - heldUntil > 0) {
      heldUntil = until;
    }
  }

  /** Whether somebody has asked for it since the last look, or still waits for its end. */
  boolean wanted(long now) {
    return wished - looked > 0 || heldUntil - now > 0;
  }

  /** Says whether its next look is set far off, since its end will be told. */
  void spare(boolean now) {
    spared = now;
  }

  boolean spared() {
    return spared;
  }

  /** Begins a look. False where one is on its way. */
  boolean begin(long now) {
    if (!busy.compareAndSet(false, true)) {
      return false;
    }
    looked = now;
    return true;
  }

  /** Whether its lease was missed before, since the last look. */
  boolean doubt() {
    boolean before = doubted;
    doubted = true;
    return before;
  }

  /** Counts looks that told nothing, this one included. */
  int unclear() {
    return ++unclear;
  }

  /** The upstream said something. */
  void clear() {
    unclear = 0;
  }

  /** Sets the next look without having had one. */
  void postpone(long now, Duration after) {
    next = now + after.toNanos();
  }

  /** Ends a look. */
  void rest(long now, Duration after) {
    postpone(now, after);
    doubted = false;
    busy.set(false);
  }
}
