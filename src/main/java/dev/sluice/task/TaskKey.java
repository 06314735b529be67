package dev.sluice.task;

/**
 * What names a task once and for all (law T1).
 *
 * @param upstream who runs it
 * @param taskId the upstream's own id, opaque
 */
public record TaskKey(String upstream, String taskId) {}
