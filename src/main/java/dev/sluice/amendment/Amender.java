package dev.sluice.amendment;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.redis.StoreFailure;
import dev.sluice.settings.Editions;
import dev.sluice.trail.Entry;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Changes what administrators may change: each change is judged as configuration, kept together
 * with its entry in the audit trail, and counts here when the answer is given; on every other
 * replica about a second later.
 */
public final class Amender {

  private static final Logger AUDIT = Logger.getLogger("dev.sluice.audit");

  /** How often a change is made anew of what another one left. */
  private static final int ATTEMPTS = 5;

  private final AmendmentStore store;
  private final Follower follower;
  private final Editions editions;
  private final Overlay overlay;
  private final Supplier<String> marks;
  private final Clock clock;

  Amender(
      AmendmentStore store,
      Follower follower,
      Editions editions,
      Overlay overlay,
      Supplier<String> marks,
      Clock clock) {
    this.store = store;
    this.follower = follower;
    this.editions = editions;
    this.overlay = overlay;
    this.marks = marks;
    this.clock = clock;
  }

  /**
   * A change that is to be made.
   *
   * @param next what would be kept; number and mark are not its affair
   * @param before of what was changed, for the audit; without secrets
   * @param after the same afterwards
   * @param answer what its asker is told when it is made
   */
  public record Step<T>(
      Amendments next, Map<String, String> before, Map<String, String> after, T answer) {}

  /**
   * Who changes what.
   *
   * @param who the administrator's name
   * @param action in words with hyphens
   * @param subject what is changed
   */
  public record Act(String who, String action, String subject) {}

  /** What is kept now, as the store says. Fails with a {@link dev.sluice.redis.StoreFailure}. */
  public Uni<Amendments> now() {
    return store.read();
  }

  /**
   * Makes a change.
   *
   * @param change made of what is kept and of this moment; throws a {@link RefusedException} where
   *     it cannot be made, and is called again where another change was faster
   * @return the step's answer. Fails with a {@link RefusedException} where what it makes is no
   *     configuration that may count, and with a {@link dev.sluice.redis.StoreFailure} where it is
   *     not known whether it was kept
   */
  public <T> Uni<T> make(Act act, BiFunction<Amendments, Instant, Step<T>> change) {
    return attempt(act, change, ATTEMPTS);
  }

  private <T> Uni<T> attempt(Act act, BiFunction<Amendments, Instant, Step<T>> change, int left) {
    return store
        .read()
        .onFailure(StoreFailure.class)
        .transform(Amender::changedNothing)
        .chain(
            now -> {
              if (follower.knowsMoreThan(now)) {
                return follower
                    .look()
                    .chain(
                        () ->
                            left > 1
                                ? attempt(act, change, left - 1)
                                : Uni.createFrom().<T>failure(crowded()));
              }
              Instant moment = clock.instant();
              Step<T> step = change.apply(swept(now, moment), moment);
              Amendments next =
                  new Amendments(
                          now.version(), now.mark(), step.next().teams(), step.next().paused())
                      .next(marks.get());
              return judged(next)
                  .chain(() -> store.keep(next, entry(act, step, moment)))
                  .onFailure(StoreFailure.class)
                  .invoke(() -> unconfirmed(act))
                  .chain(
                      kept -> {
                        if (kept) {
                          AUDIT.infof(
                              "audit who=%s action=%s subject=%s",
                              act.who(), act.action(), act.subject());
                          return follower.adopt(next).replaceWith(step.answer());
                        }
                        return left > 1
                            ? attempt(act, change, left - 1)
                            : Uni.createFrom().<T>failure(crowded());
                      });
            });
  }

  /** A look that failed: nobody has changed anything yet. */
  private static StoreFailure changedNothing(Throwable failure) {
    return new StoreFailure(StoreFailure.Kind.NEVER_SENT, String.valueOf(failure.getMessage()));
  }

  /** It may have been made: then it counts a second later, and stands in the trail. */
  private static void unconfirmed(Act act) {
    AUDIT.warnf(
        "audit-unconfirmed who=%s action=%s subject=%s", act.who(), act.action(), act.subject());
  }

  private Uni<Void> judged(Amendments next) {
    return editions
        .judge(() -> overlay.of(next))
        .chain(
            problem ->
                problem.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(refused(problem.get())));
  }

  private static Amendments swept(Amendments now, Instant moment) {
    Amendments swept = now;
    for (Map.Entry<String, ManagedTeam> team : now.teams().entrySet()) {
      swept = swept.with(team.getKey(), team.getValue().swept(moment));
    }
    return swept;
  }

  private static <T> Entry entry(Act act, Step<T> step, Instant moment) {
    return new Entry(moment, act.who(), act.action(), act.subject(), step.before(), step.after());
  }

  private static RefusedException refused(String problem) {
    return new RefusedException(
        Refusal.of(Reason.MALFORMED, problem.replaceAll("\\s*\\R\\s*", " ")));
  }

  private static RefusedException crowded() {
    return new RefusedException(
        Refusal.of(
            Reason.CONFLICT,
            "Others change the same at the same time, and were faster each time; nothing was"
                + " changed, try again."));
  }

  /** Seals a webhook secret for a team; empty where the gateway has no secret to seal it with. */
  public Optional<String> sealed(String team, String secret) {
    return overlay.sealed(team, secret);
  }
}
