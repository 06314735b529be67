package dev.sluice.traces;

import dev.sluice.passage.CallFollower;
import dev.sluice.passage.Passage;
import dev.sluice.passage.RequestHead;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of span.
 *
 * @param name a bounded one
 */
record SpanForm(Tracer tracer, String name, SpanKind kind) {

  private static final TextMapGetter<RequestHead> HEAD =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(RequestHead head) {
          return List.of();
        }

        @Override
        public @Nullable String get(@Nullable RequestHead head, String name) {
          return head == null ? null : head.header(name).orElse(null);
        }
      };

  /** Begins one within that in which the passage is, else within the client's own trace. */
  Within begin(Passage passage) {
    Optional<Context> around =
        passage
            .find(CallFollower.class)
            .map(follower -> follower instanceof Within within ? within.context() : Context.root());
    Context parent =
        around.orElseGet(
            () ->
                W3CTraceContextPropagator.getInstance()
                    .extract(Context.root(), passage.head(), HEAD));
    Span span = tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan();
    return new Within(tracer, parent.with(span), span);
  }
}
