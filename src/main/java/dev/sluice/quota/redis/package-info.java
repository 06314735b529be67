/**
 * The ceilings in Redis, shared by all replicas: a Bucket4j bucket each, changed by compare and
 * swap.
 *
 * <p>{@code RedisQuotaBuckets} is the port's implementation, {@code SharedCeiling} one ceiling as
 * this replica sees it, {@code KeptBucket} how it is written ({@code RollingBucket}: Bucket4j's
 * state; {@code DayBucket}: a day's count), {@code SwappedBuckets} Bucket4j's way to it, {@code
 * RedisTime} the clock.
 *
 * <p><b>Accuracy.</b> Law Q2 is kept on Redis' clock, a take counted at the moment at which its
 * bucket was read. It is told at most two deadlines later, so a minute measured where the answers
 * arrive may hold more by what a quarter of a second refills. Where the state was lost, a replica
 * goes on from the last that it knew; what others had taken since is not known to it, and is made
 * good for a day as soon as one of them comes by, for a minute never.
 */
@NullMarked
package dev.sluice.quota.redis;

import org.jspecify.annotations.NullMarked;
