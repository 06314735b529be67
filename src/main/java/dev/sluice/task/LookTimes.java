package dev.sluice.task;

import java.time.Duration;

/**
 * When each task is to be looked at: as {@link CheckSchedule} has it, and while its upstream's
 * callbacks may be relied on ({@link Trust}) once a minute, as a safety net. Then nothing pulls a
 * look forward, for the end will be told.
 *
 * <p>A task that has taken much longer than others of its model is not spared: its callback may
 * have been lost.
 */
final class LookTimes {

  private final TaskRules rules;
  private final CheckSchedule schedule;
  private final Trust trust;

  LookTimes(TaskRules rules, Trust trust) {
    this.rules = rules;
    this.schedule = new CheckSchedule(rules.pace());
    this.trust = trust;
  }

  CheckSchedule schedule() {
    return schedule;
  }

  Duration minSpacing() {
    return rules.pace().minSpacing();
  }

  /** See {@link TaskRules#maxAge(String)}. */
  Duration maxAge(String model) {
    return rules.maxAge(model);
  }

  /** Whether a task of this age need not be looked at, since its end will be told. */
  boolean spares(TaskKey key, ModelPace pace, Duration age) {
    return trust.in(key.upstream())
        && schedule.overlong(pace).map(overlong -> age.compareTo(overlong) < 0).orElse(true);
  }

  boolean spares(OpenTask task, long now) {
    return spares(task.key(), task.pace(), task.age(now));
  }

  /** From the acceptance to the first look. */
  Duration first(TaskRecord record, ModelPace pace) {
    return spares(record.key(), pace, Duration.ZERO)
        ? schedule.safety(record.origin().slot(), pace, Duration.ZERO)
        : schedule.first(pace);
  }

  /** From a look at a running task to the next. */
  Duration spacing(OpenTask task, Duration age) {
    return spares(task.key(), task.pace(), age)
        ? schedule.safety(task.slot(), task.pace(), age)
        : schedule.spacing(age);
  }

  /** From a look that told nothing to the next. */
  Duration backoff(OpenTask task, Duration age) {
    Duration doubled = schedule.backoff(age, task.unclear());
    Duration usual = spacing(task, age);
    return doubled.compareTo(usual) > 0 ? doubled : usual;
  }

  /** How long from now a task that was spared would be looked at if it had not been. */
  Duration unspared(OpenTask task, long now) {
    Duration looked = task.age(now - task.sinceLook(now));
    Duration after = looked.isZero() ? schedule.first(task.pace()) : schedule.spacing(looked);
    Duration left = after.minusNanos(task.sinceLook(now));
    return left.compareTo(schedule.retry()) > 0 ? left : schedule.retry();
  }
}
