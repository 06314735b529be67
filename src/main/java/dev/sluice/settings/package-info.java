/**
 * Under the floor: how configuration is read. Every room maps its own part of {@code sluice.*} as
 * text and turns it into checked records here, so that one message at the start can name every
 * wrong key, its value and what is allowed.
 *
 * <p>{@link dev.sluice.settings.Layout} answers who exists: the names of teams and upstreams, the
 * embedded default included. A room's own map may lack a team that says nothing to that room.
 *
 * <p>{@code StartGate} collects what every {@link dev.sluice.settings.RoomSettings} found, adds the
 * members that no room reads, and refuses the start or says the warnings aloud.
 */
@NullMarked
package dev.sluice.settings;

import org.jspecify.annotations.NullMarked;
