package dev.sluice.budget;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The tokens of one key as Bucket4j buckets: S for the key, Gᵢ for each guarantee, and the weighted
 * virtual time Vᵢ by which idle tokens are dealt (laws L3 to L6). S ≥ ΣG always. Not thread-safe:
 * the ledger's lock is around it.
 *
 * <p>Buckets count thousandths of a token, since bursts and rates are fractions. What a bucket is
 * refilled with goes in over a period that the plan alone decides, so that the remainder it carries
 * stays as it is when the pace changes.
 *
 * <p>Of an exact log (law L10) S is its room: what the part of the limit that the pace leaves is
 * more than what counts. It may lie below ΣG, since room comes when what went before stops
 * counting.
 */
final class RateBook {

  private static final long UNIT = 1000;
  private static final double OVERFLOWING = 0.8;

  private BudgetPlan plan;
  private FlightGuard dealing;
  private final TimeMeter meter;
  private final Map<String, Guarantee> guarantees = new LinkedHashMap<>();
  private final Map<String, Double> virtual = new HashMap<>();
  private Bucket shared;
  private double virtualNow;
  private double pace = 1;

  /**
   * @param dealing what counts in the window that deals
   */
  RateBook(BudgetPlan plan, FlightGuard dealing, LongSupplier ledgerNanos) {
    this.plan = plan;
    this.dealing = dealing;
    this.meter =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return ledgerNanos.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
    this.shared = bucket(ofKey());
    empty();
  }

  /** Cold start (law L3): nothing anywhere. */
  void empty() {
    shared = bucket(ofKey());
    promise(Map.of());
  }

  /** A bucket for each guarantee: the one that was there, else one without a token. */
  private void promise(Map<String, Guarantee> before) {
    guarantees.clear();
    plan.shares()
        .forEach(
            (team, share) -> {
              if (share.guaranteedPerSecond() > 0) {
                Guarantee own = before.get(team);
                if (own == null) {
                  own = new Guarantee(bucket(of(share)), of(share), now());
                } else {
                  own.refill(of(share), now());
                }
                guarantees.put(team, own);
              }
            });
  }

  /** Scales R and every guarantee (law L8); tokens stay. */
  void pace(double newPace) {
    pace = newPace;
    refill();
  }

  private void refill() {
    shared.replaceConfiguration(
        BucketConfiguration.builder().addLimit(ofKey()).build(), TokensInheritanceStrategy.AS_IS);
    promise(new HashMap<>(guarantees));
  }

  /**
   * Goes on by another plan (law L11): tokens stay as far as they fit, and who had no bucket begins
   * without a token; so S ≥ ΣG holds on. A key that had no bucket of its own begins anew.
   */
  void follow(BudgetPlan next, FlightGuard nextDealing) {
    boolean begins = plan.exact() && !next.exact();
    virtual.keySet().removeAll(plan.goneIn(next));
    plan = next;
    dealing = nextDealing;
    if (begins) {
      empty();
    } else {
      refill();
    }
  }

  /** Whether the window that deals is an exact log. */
  boolean exact() {
    return plan.exact();
  }

  /** Tokens of the key, those of the guarantees included. */
  double tokens() {
    return plan.exact() ? Math.max(0, room()) : shared.getAvailableTokens() / (double) UNIT;
  }

  /**
   * Whether tokens are about to be lost because the bucket is full: nothing is worth keeping then.
   */
  boolean overflowing() {
    return !plan.exact() && tokens() >= OVERFLOWING * plan.burst();
  }

  /**
   * Tokens that no guarantee has a claim to: S − ΣG, or a few thousandths less; of an exact log its
   * room, of which only guarantees in live demand have a part.
   */
  double idle() {
    if (plan.exact()) {
      return room();
    }
    long promised = 0;
    for (Guarantee guarantee : guarantees.values()) {
      promised += guarantee.most(now());
    }
    return (shared.getAvailableTokens() * Guarantee.PARTS - promised)
        / (double) (UNIT * Guarantee.PARTS);
  }

  /** Tokens a second that idle demand can count on while every guarantee is in use. */
  double idleRate() {
    double promised = 0;
    for (String team : guarantees.keySet()) {
      promised += plan.share(team).guaranteedPerSecond();
    }
    return Math.max(0.1 * plan.rate(), plan.rate() - promised) * pace;
  }

  /** Takes one of the team's own tokens, where it has one. */
  boolean takeGuaranteed(String team) {
    Guarantee own = guarantees.get(team);
    if (own == null || own.tokens() < UNIT || !takeOne()) {
      return false;
    }
    own.take(UNIT, now());
    return true;
  }

  /**
   * Takes an idle token and moves the team's virtual time on. The caller has seen that there is
   * one.
   *
   * @param promised whether it was kept for the team, which then was served out of its turn
   */
  void takeIdle(String team, boolean promised) {
    if (!takeOne()) {
      throw new IllegalStateException("no idle token is there");
    }
    double at = virtual(team);
    if (!promised) {
      virtualNow = Math.max(virtualNow, at);
    }
    virtual.put(team, at + 1 / weight(team));
  }

  /** Gives a token back that never left, at most J after its grant. */
  void giveBack(String team, boolean guaranteed) {
    if (!plan.exact()) {
      shared.addTokens(UNIT);
    }
    if (guaranteed && guarantees.containsKey(team)) {
      guarantees.get(team).giveBack(UNIT, now());
    } else if (!guaranteed) {
      virtual.computeIfPresent(team, (id, at) -> at - 1 / weight(id));
    }
  }

  /** Of an exact log what is granted is taken when it counts. */
  private boolean takeOne() {
    return plan.exact() ? room() >= 1 : shared.tryConsume(UNIT);
  }

  private long room() {
    return dealing.room(now(), pace);
  }

  /** Whole tokens of the team's own. */
  long ownTokens(String team) {
    Guarantee own = guarantees.get(team);
    return own == null ? 0 : own.tokens() / UNIT;
  }

  /** How long the team's guarantee has been left unused, by its tokens; seconds, or so. */
  double unused(String team) {
    Guarantee own = guarantees.get(team);
    return own == null ? 0 : own.tokens() / plan.share(team).guaranteedPerSecond();
  }

  /**
   * Nanoseconds until an exact log has room for one more beside others.
   *
   * @param least no sooner than after so many
   */
  long untilRoomBeside(int others, long least) {
    long missing = others + 1 - room();
    return missing > 0 ? dealing.nanosUntil(now(), missing, least) : least;
  }

  /** Seconds until the team's next own token; infinite without a guarantee. */
  double secondsToGuaranteed(String team) {
    Guarantee own = guarantees.get(team);
    if (own == null) {
      return Double.POSITIVE_INFINITY;
    }
    double missing = 1 - own.tokens() / (double) UNIT;
    return Math.max(0, missing) / (plan.share(team).guaranteedPerSecond() * pace);
  }

  double weight(String team) {
    return plan.share(team).weight();
  }

  /** V of a team, requests by weight. */
  double virtual(String team) {
    return virtual.getOrDefault(team, virtualNow);
  }

  /**
   * How far the team is ahead of what is being served now; above 0 it has had more than its due.
   */
  double lead(String team) {
    return Math.max(0, virtual(team) - virtualNow);
  }

  /** A team with new demand starts from now: what it did not use while idle is no credit. */
  void awaken(String team) {
    virtual.put(team, Math.max(virtual(team), virtualNow));
  }

  private long now() {
    return meter.currentTimeNanos();
  }

  private Bandwidth ofKey() {
    return bandwidth(plan.burst(), plan.rate(), pace);
  }

  private Bandwidth of(TeamShare share) {
    return bandwidth(plan.burstOf(share), share.guaranteedPerSecond(), pace);
  }

  private Bucket bucket(Bandwidth refill) {
    return Bucket.builder()
        .addLimit(refill)
        .withCustomTimePrecision(meter)
        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
        .build();
  }

  /** Starts without a token. */
  private static Bandwidth bandwidth(double capacity, double perSecond, double pace) {
    Duration period = Duration.ofSeconds(1);
    while (perSecond * UNIT * period.toSeconds() < 100_000 && period.toSeconds() < 1_000_000) {
      period = period.multipliedBy(10);
    }
    return Bandwidth.builder()
        .capacity(Math.max(UNIT, Math.round(capacity * UNIT)))
        .refillGreedy(Math.max(1, (long) (perSecond * pace * UNIT * period.toSeconds())), period)
        .initialTokens(0)
        .build();
  }
}
