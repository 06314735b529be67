package dev.sluice.task;

import java.util.Optional;

/**
 * What is left of a task when its envelope has been dropped: its state is known to the upstream
 * only.
 */
public record Owned(TaskKey key, String visibleId, String team, String model, Optional<Asked> asked)
    implements Trace {}
