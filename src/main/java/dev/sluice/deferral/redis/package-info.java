/**
 * The queue of deferred submits in Redis, shared by all replicas. Named by nobody: the room chooses
 * by {@link dev.sluice.settings.KeptIn}.
 *
 * <p>Every step is one program. All keys share one hash tag: the queue of a Cluster lies on one of
 * its masters.
 */
@NullMarked
package dev.sluice.deferral.redis;

import org.jspecify.annotations.NullMarked;
