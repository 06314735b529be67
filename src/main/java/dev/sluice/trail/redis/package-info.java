/**
 * The audit trail in Redis, shared by all replicas. Named by nobody: the room chooses by {@link
 * dev.sluice.settings.KeptIn}.
 *
 * <p>{@code trail.lua}, which writes an entry, lies with the room {@code redis}: a change of what
 * administrators decide may write its entry in the step that makes it.
 */
@NullMarked
package dev.sluice.trail.redis;

import org.jspecify.annotations.NullMarked;
