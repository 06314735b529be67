/**
 * What came out of it: the record of every task, whose it is, and the one mechanism that asks the
 * upstream about it.
 *
 * <p>{@code TaskStage} records a submit that the upstream accepted and binds its slot; {@code
 * StatusStage} answers a team's polls from the record, at no cost to the upstream; {@code Watcher}
 * looks where an end is likely, pays a token for each look, and frees the slot at the end. {@code
 * BalanceStage} reads the shared key's balance once for all teams.
 *
 * <p>Around the watcher: {@code CheckSchedule} says when, {@code ModelPace} what was learned,
 * {@code Hunger} whom first while slots are wanted, {@code Finding} what an answer means, {@code
 * Look} what follows from it, {@code Closing} how a task ends. {@code TaskStore} is the port for
 * what must outlive a look.
 *
 * <p>Confessed: a look out of turn, while slots are wanted or for a poll, is not claimed in the
 * ledger; with one replica nobody else could take it. A chance is reckoned from durations as the
 * vendor tells them; what it leaves out is allowed for by a guess.
 */
@NullMarked
package dev.sluice.task;

import org.jspecify.annotations.NullMarked;
