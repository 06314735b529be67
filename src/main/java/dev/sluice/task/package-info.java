/**
 * What came out of it: the record of every task, whose it is, and the one mechanism that asks the
 * upstream about it.
 *
 * <p>{@code TaskStage} records a submit that the upstream accepted and binds its slot; {@code
 * StatusStage} answers a team's polls from the record, at no cost to the upstream; {@code Watcher}
 * looks where an end is likely, pays a token for each look, and frees the slot at the end. {@code
 * BalanceStage} reads the shared key's balance once for all teams.
 *
 * <p>{@code TeamWords} tells what is kept in the words of whoever is told. {@code EarlierTaskStage}
 * checks a submit that names an earlier task.
 *
 * <p>Around the watcher: {@code CheckSchedule} says when, {@code ModelPace} what was learned,
 * {@code Hunger} whom first while slots are wanted, {@code Finding} what an answer means, {@code
 * Look} what follows from it, {@code Closing} how a task ends. {@code TaskStore} is the port for
 * what must outlive a look.
 *
 * <p>Ends that upstreams tell themselves: {@code OwnCallbackStage} puts our address into a submit,
 * {@code Callbacks} judges what comes there, {@code UnboundSlots} binds the slot of a submit that
 * was not answered, {@code SecondReads} asks again where callbacks are not believed, and {@code
 * HeardEnds} ends the task as a look would.
 *
 * <p>With many replicas: {@code NearTaskStore} stands before the shared store and answers polls
 * from what is known here; {@code Rewrites} tells it again what it may not have; {@code Outbox}
 * does what an end owes, once ({@code UsageBook}); {@code Strays} takes over the leases of a
 * replica that is gone; {@code Recollection} answers for records that are not to be had; {@code
 * HeldReads} are for polls that are held where nobody watches the task.
 *
 * <p>{@code IdempotencyStage} lets of all submits with one {@code Idempotency-Key} one go on;
 * {@code IdempotencyStore} is the port for what it must remember, {@code Keeping} says which
 * answers are kept, {@code KeyErrands} tells the store again, {@code IdempotentSubmits} is told of
 * tasks that turned up later.
 *
 * <p>An end that a callback told, or that another replica saw, is heard of by all ({@code
 * ToldEnds}); {@code Trust} says from how ends were found out whether looks are needed at all, and
 * {@code LookTimes} what that means for a task. {@code CatchUp} reads what may have been missed.
 *
 * <p>Confessed: a look out of turn, while slots are wanted or for a poll, is not claimed in the
 * ledger; only the replica that watches a task takes one, so it is looked at twice at once only
 * while it changes hands. A chance is reckoned from durations as the vendor tells them; what it
 * leaves out is allowed for by a guess. A task whose record was kept and whose slot was never
 * bound, because its replica died between the two, is watched by nobody: its slot ends by its hold
 * (law S7), and its team reads that it waits until the record expires. An end that is paid later
 * than an hour after it was counted first, by whoever takes it over, is counted twice. A key whose
 * replica died before it sent anything reads as of unknown outcome: nobody can tell. While
 * callbacks are relied on nobody measures how late they come. A callback that is lost holds its
 * slot until its task is overlong, a minute and some at most.
 */
@NullMarked
package dev.sluice.task;

import org.jspecify.annotations.NullMarked;
