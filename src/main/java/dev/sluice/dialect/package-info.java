/**
 * The vendors' languages, as pure functions on bytes: what a submit asks for, what an answer says,
 * how a member is changed in place, and what of an answer is not for teams. Bytes are sacred:
 * everything here parses to decide and never rebuilds.
 *
 * <p>This room names no other and knows no clock, no store and no framework but the JSON tokenizer.
 */
@NullMarked
package dev.sluice.dialect;

import org.jspecify.annotations.NullMarked;
