package dev.sluice.relay;

import dev.sluice.meters.Meters;
import dev.sluice.relay.DeliveryQueue.Claim;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Takes what is due from the queue, sends it, and says what came of it.
 *
 * <p>At most {@value #MOST} deliveries are on their way at once, {@value DeliveryQueue#PER_LINE} of
 * one line; the fewer are left, the fewer a line may have, so that lines that hang leave room for
 * those that do not. No team has more on its way than there is room left, so that one with any
 * number of lines that hang leaves room for others. Where nobody can be told what came of an
 * attempt, the claim expires and the delivery is made again: at least once, and never lost.
 */
final class Deliverer {

  /** Deliveries on their way at once. */
  static final int MOST = 256;

  private static final Logger LOG = Logger.getLogger(Deliverer.class);
  private static final int CLAIMED_AT_ONCE = 64;
  private static final int CROWDED_PER_LINE = 5;
  private static final int SETTLE_TRIES = 4;
  private static final String NO_TEAM = "no such team";

  /**
   * After how many attempts, some twelve minutes, a team is gone: a replica that was started before
   * a team was added does not know it, and claims what is owed to it all the same.
   */
  private static final int STRANGE_TRIES = 4;

  private static final Duration BETWEEN_CLAIMS = Duration.ofMillis(1);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration BETWEEN_TELLINGS = Duration.ofMinutes(1);

  private final DeliveryQueue queue;
  private final Courier courier;
  private final DeliverySchedule schedule;
  private final TeamDirectory teams;
  private final Timers timers;
  private final Meters meters;

  private final AtomicInteger underway = new AtomicInteger();
  private final Map<String, Integer> perTeam = new ConcurrentHashMap<>();
  private final AtomicBoolean claiming = new AtomicBoolean();
  private volatile boolean again;

  /** Teams of whose failures one was told a moment ago. */
  private final Set<String> toldOf = ConcurrentHashMap.newKeySet();

  private volatile boolean stopped;

  Deliverer(
      DeliveryQueue queue,
      Courier courier,
      DeliverySchedule schedule,
      TeamDirectory teams,
      Timers timers,
      Meters meters) {
    this.queue = queue;
    this.courier = courier;
    this.schedule = schedule;
    this.teams = teams;
    this.timers = timers;
    this.meters = meters;
  }

  /** Looks for what is due, now; to be called each second, and when something was kept. */
  void look() {
    if (stopped) {
      return;
    }
    if (!claiming.compareAndSet(false, true)) {
      again = true;
      return;
    }
    again = false;
    int free = MOST - underway.get();
    if (free <= 0) {
      claiming.set(false);
      return;
    }
    int most = Math.min((free + 3) / 4, CLAIMED_AT_ONCE);
    queue
        .claim(most, perLine(MOST - free), crowding(free))
        .subscribe()
        .with(claims -> claimed(claims, most), failure -> claiming.set(false));
  }

  /** Takes no more; what is on its way ends as it does. */
  void stop() {
    stopped = true;
  }

  /** Deliveries on their way now. */
  int underway() {
    return underway.get();
  }

  static int perLine(int underway) {
    if (underway < MOST / 4) {
      return DeliveryQueue.PER_LINE;
    }
    return underway < MOST / 2 ? CROWDED_PER_LINE : 1;
  }

  /** The teams that have as many on their way as there is room left, or more. */
  private Set<String> crowding(int free) {
    Set<String> teams = new HashSet<>();
    perTeam.forEach(
        (team, count) -> {
          if (count >= free) {
            teams.add(team);
          }
        });
    return teams;
  }

  private void claimed(List<Claim> claims, int asked) {
    underway.addAndGet(claims.size());
    claims.forEach(claim -> perTeam.merge(team(claim), 1, Integer::sum));
    claims.forEach(this::deliver);
    claiming.set(false);
    if (again || claims.size() == asked) {
      timers.after(BETWEEN_CLAIMS, this::look);
    }
  }

  private void deliver(Claim claim) {
    Uni.createFrom()
        .deferred(() -> attempt(claim))
        .chain(settlement -> settle(claim, settlement))
        .subscribe()
        .with(
            done -> ended(claim),
            failure -> {
              LOG.warnf(
                  "webhook-unsettled id=%s team=%s cause=%s",
                  claim.delivery().id(), claim.delivery().receiver().team(), failure);
              ended(claim);
            });
  }

  private Uni<Settlement> attempt(Claim claim) {
    Delivery delivery = claim.delivery();
    Optional<Team> team = teams.byId(delivery.receiver().team());
    int failures = delivery.progress().attempts();
    if (team.isEmpty()) {
      return Uni.createFrom()
          .item(
              failures < STRANGE_TRIES
                  ? schedule.after(new Attempt.Broken(NO_TEAM), failures)
                  : new Settlement.Cancelled(NO_TEAM));
    }
    return courier.carry(delivery, team.get()).map(attempt -> schedule.after(attempt, failures));
  }

  private Uni<Void> settle(Claim claim, Settlement settlement) {
    return settle(claim, settlement, SETTLE_TRIES)
        .invoke(
            settled -> {
              if (settled) {
                tell(claim.delivery(), settlement);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Boolean> settle(Claim claim, Settlement settlement, int tries) {
    Uni<Boolean> once = queue.settle(claim, settlement);
    return tries <= 1
        ? once
        : once.onFailure()
            .recoverWithUni(() -> later().chain(() -> settle(claim, settlement, tries - 1)));
  }

  private Uni<Void> later() {
    return Uni.createFrom()
        .emitter(emitter -> timers.after(BETWEEN_TRIES, () -> emitter.complete(null)));
  }

  /** Its line may have more, and there is room for it now. */
  private void ended(Claim claim) {
    underway.decrementAndGet();
    perTeam.computeIfPresent(team(claim), (team, count) -> count <= 1 ? null : count - 1);
    look();
  }

  private static String team(Claim claim) {
    return claim.delivery().receiver().team();
  }

  /** Of each team's failures one in a while is told. */
  private void failed(Delivery delivery, Settlement.Again retry) {
    String team = delivery.receiver().team();
    if (toldOf.add(team)) {
      timers.after(BETWEEN_TELLINGS, () -> toldOf.remove(team));
      LOG.warnf(
          "webhook-failed id=%s team=%s attempt=%d result='%s' again=%s",
          delivery.id(), team, delivery.progress().attempts() + 1, retry.result(), retry.after());
    }
  }

  private void tell(Delivery delivery, Settlement settlement) {
    String team = delivery.receiver().team();
    if (settlement instanceof Settlement.Delivered) {
      meters.delivery(team, "delivered");
    } else if (settlement instanceof Settlement.Again retry) {
      meters.delivery(team, "failed");
      failed(delivery, retry);
    } else if (settlement instanceof Settlement.Dead dead) {
      meters.delivery(team, dead.gone() ? "gone" : "dead");
      LOG.warnf(
          "webhook-dead id=%s team=%s upstream=%s result=%s",
          delivery.id(), team, delivery.upstream(), settlement.result());
    } else {
      LOG.infof("webhook-cancelled id=%s team=%s", delivery.id(), team);
    }
  }
}
