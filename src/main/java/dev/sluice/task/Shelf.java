package dev.sluice.task;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records as they were read from the store. Those of ended tasks never change (law T1) and are
 * bounded by age, number and size; those of tasks that another replica watches are current for
 * {@value #CURRENT_MILLIS} ms and kept for ten minutes, for when the store cannot be asked.
 */
final class Shelf {

  /** How long an open record may be read without asking, milliseconds. */
  static final int CURRENT_MILLIS = 500;

  private static final long CURRENT = Duration.ofMillis(CURRENT_MILLIS).toNanos();
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final int MOST_OPEN = 10_000;

  /** How long an answer that was given before an end was told may be under way. */
  private static final Duration UNSETTLED = Duration.ofSeconds(5);

  private static final int USUAL = 2048;
  private static final int BARE = 256;
  private static final int SWEEP = 64;

  private final Ticker ticker;
  private final Map<String, Read> reads = new ConcurrentHashMap<>();
  private final Ageing<Read> ended;
  private final Ageing<Read> open;
  private final Set<String> over = ConcurrentHashMap.newKeySet();
  private final Ageing<String> overs = new Ageing<>(UNSETTLED, MOST_OPEN, Long.MAX_VALUE);

  private record Read(Trace trace, long at, boolean ended) {}

  /**
   * @param rules how long and how many records of ended tasks are kept; as many times 2 KiB is the
   *     most that they may weigh together
   */
  Shelf(TaskRules rules, Ticker ticker) {
    this.ticker = ticker;
    this.ended =
        new Ageing<>(
            rules.retention(), rules.memoryRecords(), rules.memoryRecords() * (long) USUAL);
    this.open = new Ageing<>(KEPT, MOST_OPEN, MOST_OPEN * (long) USUAL);
  }

  /** What is current; empty where the store has to be asked. */
  Optional<Trace> current(String visibleId) {
    Read read = reads.get(visibleId);
    return read != null
            && (read.ended() || ticker.nanos() - read.at() < CURRENT && !over.contains(visibleId))
        ? Optional.of(read.trace())
        : Optional.empty();
  }

  /** What was read last, however long ago. */
  Optional<Trace> stale(String visibleId) {
    return Optional.ofNullable(reads.get(visibleId)).map(Read::trace);
  }

  /** The task is said to have ended: for some seconds no reading of it as open is current. */
  void ended(String visibleId) {
    if (over.add(visibleId)) {
      overs.add(visibleId, ticker.nanos(), 1);
    }
    sweep();
  }

  /** Keeps what was read now. */
  void keep(Trace trace) {
    boolean over = !(trace instanceof TaskRecord record) || record.ended();
    Read read = new Read(trace, ticker.nanos(), over);
    Read kept =
        reads.compute(
            trace.visibleId(), (id, before) -> before != null && before.ended() ? before : read);
    if (kept == read) {
      (over ? ended : open).add(read, read.at(), weight(trace));
    }
    sweep();
  }

  /** Drops a few of what is to go. */
  void sweep() {
    long now = ticker.nanos();
    for (int i = 0; i < SWEEP; i++) {
      ended.next(now).ifPresent(this::drop);
      open.next(now).ifPresent(this::drop);
      overs.next(now).ifPresent(over::remove);
    }
  }

  int size() {
    return reads.size();
  }

  private void drop(Read read) {
    reads.remove(read.trace().visibleId(), read);
  }

  private static int weight(Trace trace) {
    return trace instanceof TaskRecord record ? BARE + record.last().body().length : BARE;
  }
}
