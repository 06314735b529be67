/**
 * Beside the path: what happened in the last quarter of an hour, for whoever watches. {@link
 * dev.sluice.history.Tally} is told at the end of each request, {@link dev.sluice.history.Sampler}
 * makes a sample of it each five seconds and adds it to what other replicas saw, and {@link
 * dev.sluice.history.History} reads that when somebody looks. No stage knows it.
 *
 * <p>Confessed: a step is told by each replica's own calendar; replicas whose clocks differ by more
 * than a second tell of one moment in neighbouring steps.
 */
@NullMarked
package dev.sluice.history;

import org.jspecify.annotations.NullMarked;
