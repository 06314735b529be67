/**
 * Under the floor: time, handed in. Nothing outside this room reads a clock of its own, so every
 * rule that depends on time can be walked along a made-up timeline.
 *
 * <p>{@link dev.sluice.time.Ticker} is monotonic and measures durations; {@link java.time.Clock} is
 * the calendar. Do not mix them: a ticker's zero means nothing.
 */
@NullMarked
package dev.sluice.time;

import org.jspecify.annotations.NullMarked;
