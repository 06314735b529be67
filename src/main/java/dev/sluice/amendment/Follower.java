package dev.sluice.amendment;

import dev.sluice.settings.Editions;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps this replica at what administrators have changed: looks each second, one small read, so
 * that a change is obeyed everywhere within two seconds. Where the store has forgotten, it is told
 * again by whoever remembers: teams do not vanish with a server.
 */
final class Follower {

  private static final Logger LOG = Logger.getLogger(Follower.class);

  static final Duration LOOK = Duration.ofSeconds(1);

  private final AmendmentStore store;
  private final Editions editions;
  private final Overlay overlay;
  private final AtomicBoolean looking = new AtomicBoolean();
  private Amendments known = Amendments.NONE;
  private volatile Optional<String> refused = Optional.empty();

  Follower(AmendmentStore store, Editions editions, Overlay overlay) {
    this.store = store;
    this.editions = editions;
    this.overlay = overlay;
  }

  /** Why what administrators have changed does not count here; empty where it does. */
  Optional<String> refused() {
    return refused;
  }

  /** Looks once; the next look is soon where this one fails. */
  Uni<Void> look() {
    if (!looking.compareAndSet(false, true)) {
      return Uni.createFrom().voidItem();
    }
    Amendments mine = known();
    boolean settled = editions.complete() && refused.isEmpty();
    return (settled ? store.other(mine.label()) : store.read().map(Optional::of))
        .chain(other -> other.isEmpty() ? Uni.createFrom().voidItem() : heard(other.get()))
        .onTermination()
        .invoke(() -> looking.set(false));
  }

  private Uni<Void> heard(Amendments other) {
    Amendments mine = known();
    if (other.version() < mine.version()) {
      LOG.warnf("store-forgot-amendments version=%d known=%d", other.version(), mine.version());
      return store.restore(mine);
    }
    return adopt(other);
  }

  /** Lets these count here, unless newer ones do. */
  Uni<Void> adopt(Amendments amendments) {
    synchronized (this) {
      if (amendments.version() < known.version()) {
        return Uni.createFrom().voidItem();
      }
      known = amendments;
    }
    return editions
        .amend(amendments.version(), () -> overlay.of(amendments))
        .invoke(
            problem -> {
              if (problem.isPresent() && !problem.equals(refused)) {
                LOG.errorf(
                    "amendments-refused version=%d they do not fit what the files say, and do not"
                        + " count here%n%s",
                    amendments.version(), problem.get());
              }
              refused = problem;
            })
        .replaceWithVoid();
  }

  /** Whether the store has forgotten what is known here: then it is told again by a look. */
  synchronized boolean knowsMoreThan(Amendments kept) {
    return kept.version() < known.version();
  }

  private synchronized Amendments known() {
    return known;
  }
}
