/**
 * The road: requests to the vendor, each with the shared key in place of the team's, with a
 * deadline over head and body together, and with a clear answer to the question whether a byte has
 * left.
 *
 * <p>{@code UpstreamStage} sends submits and notes {@link dev.sluice.passage.Started}; {@link
 * dev.sluice.upstream.Upstream} reads states and balances. No redirect is followed, nothing is
 * retried: whoever asks pays for each request beforehand.
 */
@NullMarked
package dev.sluice.upstream;

import org.jspecify.annotations.NullMarked;
