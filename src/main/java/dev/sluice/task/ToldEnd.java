package dev.sluice.task;

/**
 * What is told to every replica when a task has ended.
 *
 * @param key what names the task
 * @param visibleId the id under which the team knows it
 * @param slot the slot that it was submitted with
 * @param cause how it ended
 * @param foundBy how that was found out; {@link FoundBy#CALLBACK} of a task that had ended before
 *     where {@code late}
 * @param late whether it had ended before
 */
public record ToldEnd(
    TaskKey key,
    String visibleId,
    String slot,
    TaskEnd.Cause cause,
    FoundBy foundBy,
    boolean late) {}
