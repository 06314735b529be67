/**
 * A team's own ceilings on requests, by the minute, by the day and by windows of any length, as
 * Bucket4j buckets.
 *
 * <p>{@code QuotaStage} looks at them on entry and leaves a {@link dev.sluice.passage.Deposit} on
 * the passage, which the budget pays after its grant and before the send, and which is refunded
 * where nothing was started (law Q1). Who has patience waits in its team's {@code QuotaLine}.
 *
 * <p>In memory a ceiling holds for the replica that counts it, and a day's use is forgotten by a
 * restart. In Redis ({@code quota.redis}) all replicas share one, and it outlives them.
 */
@NullMarked
package dev.sluice.quota;

import org.jspecify.annotations.NullMarked;
