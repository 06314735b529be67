package dev.sluice.admin;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Doorman;
import dev.sluice.passage.Refusal;
import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Stands before administration, and slows down who guesses: see {@link WrongKeys}. A key is not
 * even looked at while its sender is to wait, so that a right one guessed meanwhile shows nothing.
 */
@Singleton
final class AdminGuard implements Doorman {

  private static final Logger LOG = Logger.getLogger(AdminGuard.class);

  /** The name of the limit. */
  static final String POLICY = "admin-attempts";

  private final AdminDoor door;
  private final WrongKeys wrong;
  private final Meters meters;

  AdminGuard(AdminDoor door, Meters meters, Ticker ticker) {
    this.door = door;
    this.wrong = new WrongKeys(ticker);
    this.meters = meters;
  }

  @Override
  public boolean hasWhomToLetIn() {
    return door.isThere();
  }

  @Override
  public Optional<Refusal> objection(Optional<String> authorization, String peer) {
    if (door.isThere() && authorization.isPresent()) {
      Optional<Duration> wait = wrong.mustWait(peer);
      if (wait.isPresent()) {
        meters.adminAttempt("throttled");
        return wait.map(AdminGuard::tooMany);
      }
    }
    AdminDoor.Visit visit = door.look(authorization);
    if (visit instanceof AdminDoor.Visit.TurnedAway away) {
      return Optional.of(turnedAway(away, peer));
    }
    meters.adminAttempt("granted");
    return Optional.empty();
  }

  private Refusal turnedAway(AdminDoor.Visit.TurnedAway away, String peer) {
    if (door.isThere()) {
      meters.adminAttempt(away.outcome());
    }
    if (away.outcome().equals(AdminDoor.Visit.WRONG)) {
      wrong
          .note(peer)
          .ifPresent(times -> LOG.warnf("admin-wrong-key address=%s times=%d", peer, times));
    }
    return away.refusal();
  }

  private static Refusal tooMany(Duration wait) {
    return Refusal.byLimit(
        POLICY,
        "Too many wrong keys came from this address; none is looked at before the wait is over.",
        wait);
  }
}
