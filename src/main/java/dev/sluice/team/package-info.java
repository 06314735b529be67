/**
 * Who: teams and their keys. A key is known by its SHA-256 digest only; the key itself is never
 * kept.
 *
 * <p>Leaves {@link dev.sluice.team.Team} on the passage. Everything after it is counted for
 * somebody.
 */
@NullMarked
package dev.sluice.team;

import org.jspecify.annotations.NullMarked;
