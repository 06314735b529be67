package dev.sluice.traces;

import dev.sluice.passage.CallFollower;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.TreeMap;

/** A note: the span in which the passage is. */
record Within(Tracer tracer, Context context, Span span) implements CallFollower {

  @Override
  public Followed begin(String upstream) {
    Span call =
        tracer
            .spanBuilder("upstream call")
            .setParent(context)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("sluice.upstream", upstream)
            .startSpan();
    return new Call(call, headers(context.with(call)));
  }

  private static Map<String, String> headers(Context context) {
    Map<String, String> headers = new TreeMap<>();
    W3CTraceContextPropagator.getInstance().inject(context, headers, Map::put);
    return headers;
  }

  private record Call(Span span, Map<String, String> headers) implements Followed {

    @Override
    public void end(String status) {
      span.setAttribute("sluice.status", status);
      if (!status.matches("[1-4]\\d\\d")) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }
}
