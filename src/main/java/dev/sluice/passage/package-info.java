/**
 * The nouns that every room speaks: a {@link dev.sluice.passage.Passage} is a request on its way, a
 * {@link dev.sluice.passage.Stage} is one step of the way, an {@link dev.sluice.passage.Answer} is
 * what comes back.
 *
 * <p>A stage sees the passage and the rest of the path, and nobody knows who comes next. What a
 * stage learns and others need it leaves as a typed note on the passage. What a stage acquires on
 * the way in it ends on the way back; whether a task may have been started is read from the note
 * {@link dev.sluice.passage.Started}.
 *
 * <p>This room names no other.
 */
@NullMarked
package dev.sluice.passage;

import org.jspecify.annotations.NullMarked;
