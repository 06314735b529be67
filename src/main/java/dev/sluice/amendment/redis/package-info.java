/**
 * What administrators changed in Redis, shared by all replicas. Named by nobody: the room chooses
 * by {@link dev.sluice.settings.KeptIn}.
 */
@NullMarked
package dev.sluice.amendment.redis;

import org.jspecify.annotations.NullMarked;
