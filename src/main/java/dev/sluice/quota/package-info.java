/**
 * A team's own ceilings on requests, by the minute and by the day, as Bucket4j buckets.
 *
 * <p>{@code QuotaStage} looks at them on entry and leaves a {@link dev.sluice.passage.Deposit} on
 * the passage, which the budget pays after its grant and before the send, and which is refunded
 * where nothing was started (law Q1).
 */
@NullMarked
package dev.sluice.quota;

import org.jspecify.annotations.NullMarked;
