package dev.sluice.task;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Whether the callbacks of an upstream may be relied on, so that looks are a mere safety net: while
 * they are asked for at all, {@link EndsHeard} says so, and this replica hears what the others are
 * told. Thread-safe.
 *
 * <p>Every replica hears of every end, so all come to the same conclusion.
 */
final class Trust {

  private static final Logger LOG = Logger.getLogger(Trust.class);

  /** A gap in hearing that is shorter changes nothing: what was missed is read afterwards. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private final boolean callbacks;
  private final Ticker ticker;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private volatile boolean hearing = true;
  private volatile long deafSince;

  /** At the edge of trust its loss and return are not told more often. */
  private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

  private static final class Seen {
    private final EndsHeard ends = new EndsHeard();
    private volatile boolean reliable;
    private boolean written;
    private long writtenAt;
  }

  /**
   * @param callbacks whether upstreams are asked for callbacks
   */
  Trust(boolean callbacks, Ticker ticker) {
    this.callbacks = callbacks;
    this.ticker = ticker;
  }

  /** Whether upstreams are asked for callbacks. */
  boolean callbacks() {
    return callbacks;
  }

  /** Whether this upstream's callbacks may be relied on now. */
  boolean in(String upstream) {
    Seen of = seen.get(upstream);
    return of != null && of.reliable && !deaf();
  }

  private boolean deaf() {
    return !hearing && ticker.nanos() - deafSince > GRACE.toNanos();
  }

  /** Ends are told from now on, or are not. */
  void hearing(boolean now) {
    if (!now) {
      deafSince = ticker.nanos();
    }
    hearing = now;
  }

  /** A task has ended, wherever that was found out; may be said again. */
  void ended(TaskKey key, TaskEnd.Cause cause, FoundBy by) {
    if (callbacks && (cause == TaskEnd.Cause.SUCCESS || cause == TaskEnd.Cause.FAILED)) {
      Seen of = seen.computeIfAbsent(key.upstream(), upstream -> new Seen());
      of.ends.ended(key, by, ticker.nanos());
      judge(key.upstream(), of);
    }
  }

  /** A callback has come for a task that had ended before. */
  void toldLate(TaskKey key) {
    Seen of = seen.get(key.upstream());
    if (of != null) {
      of.ends.toldLate(key, ticker.nanos());
      judge(key.upstream(), of);
    }
  }

  private void judge(String upstream, Seen of) {
    synchronized (of) {
      of.reliable = of.ends.reliable();
      long now = ticker.nanos();
      if (of.reliable == of.written || of.writtenAt != 0 && now - of.writtenAt < BETWEEN_LINES) {
        return;
      }
      of.written = of.reliable;
      of.writtenAt = now;
      if (of.reliable) {
        LOG.infof("callbacks-trusted upstream=%s", upstream);
      } else {
        LOG.warnf("callbacks-missed upstream=%s", upstream);
      }
    }
  }
}
