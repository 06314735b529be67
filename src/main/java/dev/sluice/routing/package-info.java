/**
 * Where: which upstreams may serve a submit, by the request's {@code provider}, the team's
 * permissions and the route table, and which of them is tried next where the last one certainly
 * started nothing.
 *
 * <p>Leaves {@link dev.sluice.routing.UpstreamChoice} on the passage.
 */
@NullMarked
package dev.sluice.routing;

import org.jspecify.annotations.NullMarked;
