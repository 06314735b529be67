package dev.sluice.admin;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Timers;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.Entry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Where every change by an administrator is told, after it took effect: in one line of the log, and
 * in the trail. What was refused changed nothing and is not told. Where the trail cannot be
 * written, or nobody knows whether it was, the change stands and the answer says so: it is never
 * unaudited in silence.
 */
@Singleton
final class Audit {

  private static final Logger LOG = Logger.getLogger("dev.sluice.audit");

  private static final Refusal UNWRITTEN =
      Refusal.of(
          Reason.UNAVAILABLE,
          "The change was made, do not repeat it; but the audit trail may not have it: the"
              + " gateway's shared store did not confirm the entry. The gateway's log has it.");

  /** How often an entry is told again where the store did not answer, and how soon. */
  static final int AGAIN = 5;

  static final Duration PAUSE = Duration.ofMillis(400);

  private final AuditTrail trail;
  private final Clock clock;
  private final Timers timers;

  Audit(AuditTrail trail, Clock clock, Timers timers) {
    this.trail = trail;
    this.clock = clock;
    this.timers = timers;
  }

  /**
   * Tells of a change that was made.
   *
   * @param who as {@link AdminDoor#enter} told
   * @param action in words with hyphens
   * @param subject what was changed
   * @param before what it was; empty for nothing. Never a secret, nor is {@code after}
   * @param after what it is; empty for nothing
   * @return fails with a {@link RefusedException}, 503, where the trail may not have it
   */
  Uni<Void> made(
      String who,
      String action,
      String subject,
      Map<String, String> before,
      Map<String, String> after) {
    LOG.infof("audit who=%s action=%s subject=%s", who, action, subject);
    Entry entry = new Entry(clock.instant(), who, action, subject, before, after);
    return written(entry, AGAIN)
        .onFailure()
        .transform(
            failure -> {
              LOG.errorf(
                  "audit-unwritten who=%s action=%s subject=%s cause=%s",
                  who, action, subject, failure);
              return new RefusedException(UNWRITTEN);
            });
  }

  private Uni<Void> written(Entry entry, int again) {
    return Uni.createFrom()
        .deferred(() -> trail.add(entry))
        .onFailure(failure -> failure instanceof StoreFailure && again > 0)
        .recoverWithUni(() -> pause().chain(() -> written(entry, again - 1)));
  }

  private Uni<Void> pause() {
    return Uni.createFrom().emitter(emitter -> timers.after(PAUSE, () -> emitter.complete(null)));
  }
}
