package dev.sluice.task;

/**
 * A task that ended, as it is listed.
 *
 * @param slot the id of the slot that was acquired for it
 * @param key what names it
 * @param visibleId the id under which the team knows it
 * @param team whose it was
 * @param model the model id as the upstream was told it
 * @param provider the strategy that led to the upstream, as a word
 * @param acceptedMillis when the upstream accepted it, Unix milliseconds
 * @param endedMillis when the end was found out, Unix milliseconds
 * @param success whether it succeeded
 */
public record EndedTask(
    String slot,
    TaskKey key,
    String visibleId,
    String team,
    String model,
    String provider,
    long acceptedMillis,
    long endedMillis,
    boolean success) {

  static EndedTask of(Debt debt) {
    Origin origin = debt.origin();
    return new EndedTask(
        origin.slot(),
        debt.key(),
        debt.visibleId(),
        origin.team(),
        origin.model(),
        origin.provider().word(),
        debt.acceptedMillis(),
        debt.end().atMillis(),
        debt.end().cause() == TaskEnd.Cause.SUCCESS);
  }
}
