/**
 * Beside the path: what administrators change of the configuration while the gateway runs, teams
 * and their keys and paused upstreams, kept in the store and obeyed by every replica.
 *
 * <p>An {@link dev.sluice.amendment.Amendments} is all of it at one moment. {@link
 * dev.sluice.amendment.Amender} makes the next one of it: judged as configuration first, then kept
 * together with its entry in the audit trail, then counted here. {@code Follower} looks each second
 * whether another replica has made one. How configuration comes to count is the affair of {@link
 * dev.sluice.settings.Editions}.
 */
@NullMarked
package dev.sluice.amendment;

import org.jspecify.annotations.NullMarked;
