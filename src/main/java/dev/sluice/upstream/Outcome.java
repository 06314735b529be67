package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.SubmitReply;
import dev.sluice.passage.Started;

/** Did it start? The three answers of law S6, for a complete answer to a submit. */
final class Outcome {

  private static final int OK = 200;
  private static final int TIMED_OUT = 408;
  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_CLOSED = 499;

  private Outcome() {}

  /**
   * {@link Started#YES} wherever the answer names a task id, whatever its code; {@link Started#NO}
   * for the vendor's own refusal, and for any 4xx but those that speak of time run out; else nobody
   * knows. Where HTTP and the envelope differ, either of them may make the outcome unknown.
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
    boolean refusal = status >= 400 && status < SERVER_ERROR;
    return refusal && status != TIMED_OUT && status != CLIENT_CLOSED ? Started.NO : Started.UNKNOWN;
  }

  private static boolean refuses(int code) {
    return (code < OK || code >= 300) && code != SERVER_ERROR;
  }
}
