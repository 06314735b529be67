package dev.sluice.task;

/**
 * What is left of a task when its envelope has been dropped: its state is known to the upstream
 * only.
 */
public record Owned(TaskKey key, String visibleId, String team, String model) implements Trace {}
