package dev.sluice.deferral;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets so many through at a time; who comes meanwhile waits in line, and one for whom the line is
 * too long is turned away. Thread-safe.
 */
final class Turnstile {

  private final int atOnce;
  private final int line;
  private final Deque<UniEmitter<? super Boolean>> waiting = new ArrayDeque<>();
  private int inside;

  /**
   * @param line how many may wait
   */
  Turnstile(int atOnce, int line) {
    this.atOnce = atOnce;
    this.line = line;
  }

  /**
   * Does something when it is its turn.
   *
   * @param full what follows where the line is too long
   */
  <T> Uni<T> pass(Supplier<Uni<T>> step, T full) {
    return Uni.createFrom()
        .<Boolean>emitter(this::enter)
        .chain(
            entered ->
                entered
                    ? Uni.createFrom().deferred(step::get).onTermination().invoke(this::leave)
                    : Uni.createFrom().item(full));
  }

  private void enter(UniEmitter<? super Boolean> fresh) {
    boolean enters;
    synchronized (this) {
      enters = inside < atOnce;
      if (enters) {
        inside++;
      } else if (waiting.size() < line) {
        waiting.add(fresh);
        return;
      }
    }
    fresh.complete(enters);
  }

  private void leave() {
    UniEmitter<? super Boolean> next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        inside--;
        return;
      }
    }
    next.complete(true);
  }
}
