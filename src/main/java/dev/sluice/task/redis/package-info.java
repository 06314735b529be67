/**
 * Records and usage in Redis. A task is a hash, and after its end its last envelope a key of its
 * own, both in one hash slot ({@code record.lua} has the layout); usage is a hash for each team and
 * day. Each step is one script.
 */
@NullMarked
package dev.sluice.task.redis;

import org.jspecify.annotations.NullMarked;
