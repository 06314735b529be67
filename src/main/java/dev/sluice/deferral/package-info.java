/**
 * Accept now, send when there is room: submits beyond the budget are kept until their turn
 * (decision 24).
 *
 * <p>Beside the path. A submit that could not be sent is put into the queue, and taken from it by
 * any replica, which lets it walk the rest of the path as it would have walked at once. The queue
 * knows no task records, no budget and no upstream: it says whose turn it is, and that each is sent
 * at most once.
 */
@NullMarked
package dev.sluice.deferral;

import org.jspecify.annotations.NullMarked;
