/**
 * What came out of it: the record of every task, whose it is, and the one mechanism that asks the
 * upstream about it.
 *
 * <p>{@code TaskStage} records a submit that the upstream accepted and binds its slot; {@code
 * StatusStage} answers a team's polls from the record, at no cost to the upstream; {@code Watcher}
 * looks where an end is likely, pays a token for each look, and frees the slot at the end.
 */
@NullMarked
package dev.sluice.task;

import org.jspecify.annotations.NullMarked;
