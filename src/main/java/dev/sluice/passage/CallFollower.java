package dev.sluice.passage;

import java.util.Map;

/** Sees the calls to upstreams that a passage makes, where somebody wants to see them. */
public interface CallFollower {

  /** A call begins. */
  Followed begin(String upstream);

  /** A call that is under way. */
  interface Followed {

    /**
     * With which headers the upstream is told of the trace, {@code traceparent} and perhaps {@code
     * tracestate}, in the place of those that the client sent.
     */
    Map<String, String> headers();

    /**
     * It is over; what is told later has no effect.
     *
     * @param status HTTP's, or a word for what came instead of an answer
     */
    void end(String status);
  }
}
