package dev.sluice.task;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.StatusWait;
import java.util.Map;
import java.util.Optional;

/** Answers to polls, made of records. They cost the upstream nothing and say so (RFC 9211). */
final class RecordAnswers {

  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/json", "Cache-Status", "sluice; hit");

  private final Meters meters;

  RecordAnswers(Meters meters) {
    this.meters = meters;
  }

  /**
   * The last envelope, exactly; but for the task id where the team knows it by an alias.
   *
   * @param applied the wait that was granted (RFC 7240)
   */
  Relayed of(TaskRecord record, Optional<StatusWait> applied) {
    meters.poll("record");
    Spoken last = record.last();
    byte[] body =
        record.aliased() ? TaskIdToken.replace(last.body(), record.visibleId()) : last.body();
    Relayed answer = new Relayed(last.status(), HEADERS, body);
    return applied.isEmpty()
        ? answer
        : answer.with("Preference-Applied", "wait=" + applied.get().limit().toSeconds());
  }

  /** Words that stand in no record. */
  Relayed of(Spoken word) {
    meters.poll("record");
    return new Relayed(word.status(), HEADERS, word.body());
  }
}
