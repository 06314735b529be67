package dev.sluice.passage;

import java.time.Duration;

/**
 * The note that says how long a status answer may be held back for the task's end, from now on. It
 * is missing where the client did not ask for that.
 *
 * @param limit above zero, at most 60 s
 */
public record StatusWait(Duration limit) {}
