package dev.sluice.budget;

import dev.sluice.budget.Claim.Need;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * When it is worth coming back (law L9). A team within its fair share gets a promise with it; one
 * that has had more than its due is told when that will have evened out, and nothing is kept for
 * it.
 *
 * <p>Times are estimates from the present pace; only what is booked is certain, and that as far as
 * slots end when slots before them ended.
 */
final class Forecast {

  private static final long SECOND = 1_000_000_000L;

  private final BudgetPlan plan;
  private final RateBook rate;
  private final SlotBook slots;
  private final Overdue overdue;
  private final Demand demand;
  private final Promises promises;

  /**
   * What stands in the way of a team's claims in one decision.
   *
   * @param barred a limit of the team itself
   * @param pause nanoseconds for which the upstream asked to be left alone, 0 for none
   * @param slotless whether it is a slot that is missing, and not a token
   * @param full nanoseconds until the window has room, 0 where it has
   */
  record Obstacle(Optional<Policy> barred, long pause, boolean slotless, long full) {}

  Forecast(BudgetPlan plan, Books books) {
    this.plan = plan;
    this.rate = books.rate();
    this.slots = books.slots();
    this.overdue = books.overdue();
    this.demand = books.demand();
    this.promises = books.promises();
  }

  /**
   * Denies a claim.
   *
   * @param position of the claim among those of its team that were denied, from 1
   */
  Verdict.Denied denied(Claim claim, int position, Obstacle obstacle, long now) {
    if (obstacle.barred.isPresent()) {
      return forTeam(obstacle.barred.get(), claim.team(), position, now);
    }
    if (obstacle.pause > 0) {
      return new Verdict.Denied(
          Policy.UPSTREAM, Duration.ofNanos(wholeSeconds(obstacle.pause)), false);
    }
    return obstacle.slotless
        ? forSlots(claim, position, now)
        : forRate(claim, position, obstacle.full, now);
  }

  /** Denies for want of a token. */
  private Verdict.Denied forRate(Claim claim, int position, long atLeast, long now) {
    String team = claim.team();
    double weights = weights(demand.teams(), team);
    double due = position / plan.share(team).weight();
    double lead = rate.lead(team);
    double idleSeconds = ((lead + due) * weights + promises.tokens().open()) / rate.idleRate();
    double ownSeconds =
        rate.secondsToGuaranteed(team)
            + (position - 1) / Math.max(1e-9, plan.share(team).guaranteedPerSecond());
    long estimate = Math.max(atLeast, (long) (Math.min(idleSeconds, ownSeconds) * SECOND));
    long after =
        wholeSeconds(
            plan.exact() ? rate.untilRoomBeside(promises.tokens().open(), estimate) : estimate);
    boolean withinItsShare = lead < 1.5 / plan.share(team).weight();
    long gathering = gathering();
    boolean booked =
        claim.last() && withinItsShare && promises.tokens().book(team, now + after, gathering);
    return new Verdict.Denied(Policy.BUDGET_REQUESTS, Duration.ofNanos(after), booked);
  }

  /**
   * How long before the promised moment a token is kept back: until one has gathered. The room of
   * an exact log comes all at once, up to a second before the moment that was told.
   */
  private long gathering() {
    long one = (long) (SECOND / rate.idleRate());
    return plan.exact() ? Math.max(SECOND, one) : one;
  }

  /**
   * Denies for want of a slot of the key's. A team within its share is served before those that
   * wait now; any other comes behind them.
   */
  private Verdict.Denied forSlots(Claim claim, int position, long now) {
    boolean within = withinItsShare(claim.team());
    int ahead = position + promises.slots().open();
    if (!within) {
      for (Demand.Key wanted : demand.keys()) {
        if (wanted.need() == Need.TOKEN_AND_SLOT && !wanted.team().equals(claim.team())) {
          ahead += demand.of(wanted);
        }
      }
    }
    long after = wholeSeconds(slots.likelyEnd("", ahead, now) - now);
    boolean booked =
        claim.last()
            && within
            && promises.slots().book(claim.team(), now + after, Math.max(SECOND, after / 10));
    return new Verdict.Denied(Policy.BUDGET_TASKS, Duration.ofNanos(after), booked);
  }

  /** Denies by a limit of the team itself. */
  Verdict.Denied forTeam(Policy policy, String team, int position, long now) {
    long at =
        policy == Policy.TEAM_UNKNOWN
            ? fewerUnknown(team, position, now)
            : slots.likelyEnd(team, position, now);
    return new Verdict.Denied(policy, Duration.ofNanos(wholeSeconds(at - now)), false);
  }

  /**
   * When so many of a team's unknown outcomes have ended that there is room again. Nobody knows how
   * what is overdue will end: it is expected to go on for as long again.
   */
  private long fewerUnknown(String team, int position, long now) {
    int toEnd =
        slots.unknown(team)
            + overdue.suspects(team, slots.unknown(team))
            - plan.mostUnknown(team)
            + position;
    return slots.unknownEnd(team, toEnd).orElse(now + overdue.allowed());
  }

  private boolean withinItsShare(String team) {
    TeamShare share = plan.share(team);
    if (slots.used(team) < share.guaranteedTasks()) {
      return true;
    }
    double own = (slots.used(team) + 1) / share.weight();
    double weights = weights(slots.teams(), team);
    return own <= plan.slots() / weights;
  }

  /** The weights of these teams, and of this one in any case. */
  private double weights(Set<String> teams, String team) {
    long parts = teams.contains(team) ? 0 : plan.share(team).weightParts();
    for (String each : teams) {
      parts += plan.share(each).weightParts();
    }
    return TeamShare.weightOf(parts);
  }

  static long wholeSeconds(long nanos) {
    return Math.max(1, (nanos + SECOND - 1) / SECOND) * SECOND;
  }
}
