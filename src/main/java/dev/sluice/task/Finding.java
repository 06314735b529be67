package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.StatusEnvelope;
import dev.sluice.upstream.Reply;
import java.time.Duration;
import java.util.Optional;

/** What a look at a task told. */
sealed interface Finding {

  /** It still runs, or is in a state that nobody knows. */
  record Running(Spoken word) implements Finding {}

  /** It is over. */
  record Over(Spoken word, StatusEnvelope envelope) implements Finding {}

  /** The upstream knows no such task, or none yet. */
  record Missing(Spoken word) implements Finding {}

  /** The upstream wants no requests for a while. */
  record Throttled(Duration retryAfter) implements Finding {}

  /**
   * Nothing.
   *
   * @param asked whether the upstream may have heard the question
   */
  record Unclear(boolean asked, String why) implements Finding {}

  /** The upstream's code for a good answer, in the envelope and as HTTP status. */
  int GOOD = 200;

  /** The code for too many requests. */
  int TOO_MANY = 429;

  /** Reads a reply to the question how this task is. */
  static Finding of(Reply reply, Dialect dialect, String taskId) {
    if (reply instanceof Reply.Answered answered) {
      return of(answered, dialect, taskId);
    }
    Reply.Failed failed = (Reply.Failed) reply;
    return new Unclear(failed.sent(), failed.cause());
  }

  private static Finding of(Reply.Answered answered, Dialect dialect, String taskId) {
    Spoken word = new Spoken(answered.status(), answered.body());
    Optional<StatusEnvelope> read = dialect.readStatus(answered.body());
    boolean http = answered.status() == GOOD;
    int code = http && read.isPresent() ? read.get().code() : answered.status();
    if (code == TOO_MANY) {
      return new Throttled(answered.retryAfter().orElse(Duration.ofSeconds(1)));
    }
    if (dialect.missing(code, answered.body())) {
      return new Missing(word);
    }
    if (!http || code != GOOD || read.isEmpty() || read.get().word().isEmpty()) {
      return new Unclear(true, "no state in an answer with code " + code);
    }
    StatusEnvelope envelope = read.get();
    if (envelope.taskId().isPresent() && !envelope.taskId().get().equals(taskId)) {
      return new Unclear(true, "the answer is about another task");
    }
    return envelope.state().ended() ? new Over(word, envelope) : new Running(word);
  }
}
