package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.SubmitReply;
import dev.sluice.passage.Started;
import java.util.Set;

/** Did it start? The three answers of law S6, for a complete answer to a submit. */
final class Outcome {

  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;

  /** A 4xx that speaks of time run out, or of a client that left, and of no refusal. */
  private static final Set<Integer> RAN_OUT = Set.of(408, 499);

  /** Of the 5xx, those by which a vendor refuses: not done, not now, not offered. */
  private static final Set<Integer> REFUSES = Set.of(501, 503, 505);

  private Outcome() {}

  /**
   * {@link Started#YES} wherever the answer names a task id, whatever its code; {@link Started#NO}
   * for the vendor's own refusal, and for any 4xx but those that speak of time run out; else nobody
   * knows. Where HTTP and the envelope differ, either of them may make the outcome unknown. A 502,
   * a 504 or a proxy's own 5xx speaks of a server behind the one that answers, which may have done
   * its work (RFC 9110, 15.6).
   *
   * @param status the HTTP status
   * @param body the whole body
   */
  static Started of(Dialect dialect, int status, byte[] body) {
    SubmitReply reply = dialect.readSubmit(status, body);
    if (reply.taskId().isPresent()) {
      return Started.YES;
    }
    if (reply.envelope()) {
      int written = dialect.readSubmit(OK, body).effectiveCode();
      return refuses(reply.effectiveCode()) && refuses(written) ? Started.NO : Started.UNKNOWN;
    }
    boolean refusal = status >= 400 && status < SERVER_ERROR && !RAN_OUT.contains(status);
    return refusal ? Started.NO : Started.UNKNOWN;
  }

  private static boolean refuses(int code) {
    boolean serverError = code >= SERVER_ERROR && code < 600;
    return (code < OK || code >= 300)
        && !RAN_OUT.contains(code)
        && (!serverError || REFUSES.contains(code));
  }
}
