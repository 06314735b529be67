package dev.sluice.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What came of a request to the upstream. */
public sealed interface Reply {

  /**
   * The label {@code status}: HTTP's, or {@code timeout}, {@code broken}, {@code unreachable},
   * {@code withdrawn}.
   */
  String label();

  /**
   * A complete answer.
   *
   * @param status the HTTP status
   * @param headers the end-to-end headers worth passing on, such as {@code Content-Type}
   * @param body exactly as received, but for what {@link dev.sluice.dialect.Dialect#forTeam} keeps
   *     back
   * @param retryAfter the upstream's {@code Retry-After}, where it sent a readable one
   */
  record Answered(
      int status, Map<String, String> headers, byte[] body, Optional<Duration> retryAfter)
      implements Reply {

    @Override
    public String label() {
      return Integer.toString(status);
    }
  }

  /**
   * No complete answer.
   *
   * @param sent whether a byte may have left
   * @param cause what happened, in words that are fit for a log: no key, no body
   */
  record Failed(boolean sent, String cause) implements Reply {

    @Override
    public String label() {
      if (Wire.WITHDRAWN.equals(cause)) {
        return "withdrawn";
      }
      if (!sent) {
        return "unreachable";
      }
      return Wire.TIMEOUT.equals(cause) ? "timeout" : "broken";
    }
  }
}
