/**
 * The ledger in Redis: the program, which decides ({@code LedgerProgram} and its files), and the
 * replica's side of it. Named by nobody; everyone speaks to {@link dev.sluice.budget.Ledger}.
 */
@NullMarked
package dev.sluice.budget.redis;

import org.jspecify.annotations.NullMarked;
