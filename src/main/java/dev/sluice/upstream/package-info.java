/**
 * The road: requests to the vendor, each with the shared key in place of the team's, with a
 * deadline over head and body together, and with a clear answer to the question whether a byte has
 * left.
 *
 * <p>{@code UpstreamStage} sends submits and notes {@link dev.sluice.passage.Started}; {@link
 * dev.sluice.upstream.Upstream} reads states and balances. No redirect is followed, nothing is
 * retried: whoever asks pays for each request beforehand.
 *
 * <p>Before both stands the circuit: {@code BreakerStage} asks it before a submit costs anything,
 * {@code WitnessStage} tells it of each send what became of it. Reads neither ask nor tell it.
 *
 * <p>Inside: a {@code Road} leads to one upstream over two {@code Wire}s, one for submits and one
 * for reads, each a pool of connections with a deadline, and sends by the {@code VendorClient} of
 * its {@code Destination}. An {@code Exchange} is one request on a wire and knows whether a byte
 * has left; {@code ConnectionHook} tells it when it may, and is the only place that leans on the
 * client's inner workings. {@code Outcome} reads from an answer whether a task was started, {@code
 * EndToEndHeaders} decides what passes in both directions. A {@code Circuit} is one upstream's, a
 * {@code Pass} is one submit's way through it, and {@code Witnesses} judge whose failures say
 * something about the upstream.
 */
@NullMarked
package dev.sluice.upstream;

import org.jspecify.annotations.NullMarked;
