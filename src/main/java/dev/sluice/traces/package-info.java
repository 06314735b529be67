/**
 * Traces: a span for each stage of a request's way, and for its call to an upstream. The one room
 * that names OpenTelemetry. Where no endpoint is configured there is no tracer, and stages stand on
 * the way as they are.
 *
 * <p>What a span may say is bounded, and holds no key, body, header or query: the names of stages,
 * and what {@code front} knows of a request.
 */
@NullMarked
package dev.sluice.traces;

import org.jspecify.annotations.NullMarked;
