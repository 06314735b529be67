/**
 * The ledger in Redis: one Lua program decides (decision 12), and every call carries everything.
 *
 * <p>{@link dev.sluice.budget.redis.RedisLedger} turns the port's calls into operations. {@link
 * dev.sluice.budget.redis.Combiner} keeps one call in flight and puts what came up meanwhile into
 * the next; {@link dev.sluice.budget.redis.Session} is the header: time, generation, plan and the
 * {@link dev.sluice.budget.redis.LeaseMirror} of all open leases, from which a ledger that was
 * wiped is told again what runs.
 *
 * <p>Law G3: nothing is granted to a caller that has gone. A call carries a deadline in Redis time;
 * after one whose outcome is unknown the next waits until it can no longer be executed.
 */
@NullMarked
package dev.sluice.budget.redis;

import org.jspecify.annotations.NullMarked;
