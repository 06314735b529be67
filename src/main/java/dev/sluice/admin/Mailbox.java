package dev.sluice.admin;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one listener has not taken yet. Of overviews the last one only is kept, of everything else
 * {@value #MOST} events; a listener that is further behind is not served any more. Several threads
 * may meet here.
 */
final class Mailbox {

  static final int MOST = 32;

  private final Deque<LiveEvent> events = new ArrayDeque<>();
  private Optional<LiveEvent> overview = Optional.empty();
  private Optional<UniEmitter<? super LiveEvent>> taker = Optional.empty();
  private boolean ended;
  private int untaken;

  /** The next event, as soon as there is one; to be asked for when the one before was sent. */
  Uni<LiveEvent> next() {
    return Uni.createFrom().<LiveEvent>emitter(this::take);
  }

  private void take(UniEmitter<? super LiveEvent> emitter) {
    LiveEvent next;
    synchronized (this) {
      untaken = 0;
      next = poll();
      if (next == null) {
        taker = Optional.of(emitter);
        return;
      }
    }
    emitter.complete(next);
  }

  private @Nullable LiveEvent poll() {
    if (!events.isEmpty()) {
      return events.poll();
    }
    if (overview.isPresent()) {
      LiveEvent last = overview.get();
      overview = Optional.empty();
      return last;
    }
    return ended ? LiveEvent.END : null;
  }

  /**
   * Puts an event in.
   *
   * @return false where the listener is too far behind to be told it
   */
  boolean offer(LiveEvent event) {
    UniEmitter<? super LiveEvent> waiting;
    synchronized (this) {
      if (ended) {
        return true;
      }
      if (taker.isEmpty()) {
        return keep(event);
      }
      waiting = taker.get();
      taker = Optional.empty();
    }
    waiting.complete(event);
    return true;
  }

  private boolean keep(LiveEvent event) {
    if (event.kind() == LiveEvent.Kind.OVERVIEW) {
      overview = Optional.of(event);
      return true;
    }
    return events.size() < MOST && events.add(event);
  }

  /** Says that time has passed; how often that was said since something was taken last. */
  synchronized int waited() {
    return taker.isPresent() ? 0 : ++untaken;
  }

  /** Nothing more comes; what is there already is not told either. */
  void end() {
    UniEmitter<? super LiveEvent> waiting;
    synchronized (this) {
      ended = true;
      events.clear();
      overview = Optional.empty();
      if (taker.isEmpty()) {
        return;
      }
      waiting = taker.get();
      taker = Optional.empty();
    }
    waiting.complete(LiveEvent.END);
  }
}
