package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.StatusWait;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Answers to polls, made of records. They cost the upstream nothing and say so (RFC 9211). */
final class RecordAnswers {

  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/json", "Cache-Status", "sluice; hit");

  private final TeamWords words;
  private final Meters meters;
  private final DeferredWaits waits;

  RecordAnswers(TeamWords words, Meters meters, DeferredWaits waits) {
    this.words = words;
    this.meters = meters;
    this.waits = waits;
  }

  /**
   * The last envelope, in the words of the door. While a deferred submit waits, with the time after
   * which it is worth asking again.
   *
   * @param applied the wait that was granted (RFC 7240)
   * @param door the language of the door that was asked
   */
  Relayed of(TaskRecord record, Optional<StatusWait> applied, Dialect door) {
    meters.poll("record");
    Spoken last = record.last();
    Relayed answer = new Relayed(last.told(), HEADERS, words.status(record, last, door));
    if (record.key().deferred() && !record.ended()) {
      Duration after = waits.askAgain(record.team(), record.acceptedMillis());
      answer = answer.with("Retry-After", Long.toString(after.toSeconds()));
    }
    return applied.isEmpty()
        ? answer
        : answer.with("Preference-Applied", "wait=" + applied.get().limit().toSeconds());
  }

  /** Of a deferred submit of which no task came, when what was said of it is not kept any more. */
  Relayed of(Owned owned, Dialect door) {
    return of(
        door.failed(owned.visibleId(), 0, "TASK_FAILED", "The task failed; why is not kept."));
  }

  /** An envelope that stands in no record, in the words of the door. */
  Relayed of(byte[] envelope) {
    meters.poll("record");
    return new Relayed(Finding.GOOD, HEADERS, envelope);
  }
}
