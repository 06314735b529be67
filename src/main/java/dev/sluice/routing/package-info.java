/**
 * Where: which upstreams may serve a submit, by the request's {@code provider}, the team's
 * permissions (providers and models) and the route table, what each of them is told, in its own
 * language and by its own name of the model, and which of them is tried next where the last one
 * certainly started nothing.
 *
 * <p>Leaves {@link dev.sluice.routing.UpstreamChoice} on the passage. An attempt on the next
 * upstream finds the notes as they were before the last one.
 */
@NullMarked
package dev.sluice.routing;

import org.jspecify.annotations.NullMarked;
