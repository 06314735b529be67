package dev.sluice.sandbox;

import java.time.Duration;
import java.util.Optional;

/** What the sandbox answers, before it becomes HTTP. */
sealed interface Said {

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body JSON
   * @param retryAfter when it is worth trying again
   * @param lag how long the answer is held back
   */
  record Answer(int status, byte[] body, Optional<Duration> retryAfter, Duration lag)
      implements Said {

    static Answer of(int status, byte[] body) {
      return new Answer(status, body, Optional.empty(), Duration.ZERO);
    }

    Answer retryAfter(Duration after) {
      return new Answer(status, body, Optional.of(after), lag);
    }

    Answer lag(Duration longer) {
      return new Answer(status, body, retryAfter, longer);
    }
  }

  /**
   * No answer, ever.
   *
   * @param crowded what is said in its place where too many go without an answer already
   */
  record Nothing(Answer crowded) implements Said {}
}
