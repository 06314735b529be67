package dev.sluice.budget;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The arithmetic of one upstream key: what its limit comes to as a token bucket (law L1).
 *
 * <p>With burst B, spread J and window W, at most {@code 2B + R(W + J)} requests arrive in any
 * window; R is what that leaves of the limit. B grows with the guarantees, so that their bursts
 * fill at most three quarters of it (law L5).
 *
 * @param upstream whose key it is
 * @param window the upstream's limit
 * @param spread J, the longest time between a grant and its arrival
 * @param burst B, tokens
 * @param slots tasks at a time, the margin already taken off
 * @param coldStart how long the slots take to open after a start that knows no lease (law G2)
 * @param drain the drain interval of waiting rooms; live demand lasts three of these
 * @param shares by team, {@link Budget#WATCH} among them; kept in the order of the names, so that
 *     what is summed over teams comes to the same on every replica
 */
public record BudgetPlan(
    String upstream,
    RateWindow window,
    Duration spread,
    double burst,
    int slots,
    Duration coldStart,
    Duration drain,
    Map<String, TeamShare> shares) {

  /** Guarantees may promise at most this part of R. */
  static final double PROMISED = 0.9;

  /** The part of R that is guaranteed to the gateway's own checks (law W1). */
  static final double WATCH_PART = 0.1;

  private static final double WATCH_WEIGHT = 0.1;
  private static final double UNKNOWN_PART = 0.1;
  private static final int UNKNOWN_LEAST = 2;
  private static final int SLOT_PROMISES_PART = 20;
  private static final double BURST_FILL = 0.75;
  private static final double LEAST_GUARANTEED_BURST = 2;

  /** Idle tokens that fit beside full guarantees: less than one would starve whoever has none. */
  private static final double LEAST_IDLE_BURST = 2;

  /** Below this limit a guarantee for the gateway's own checks would cost more than it gives. */
  private static final long LEAST_LIMIT_WITH_WATCH = 40;

  public BudgetPlan {
    shares = Collections.unmodifiableMap(new TreeMap<>(shares));
  }

  /**
   * Makes the plan of an upstream.
   *
   * @param leastBurst B in tokens where the guarantees need no more
   */
  public static BudgetPlan of(
      String upstream,
      RateWindow window,
      Timing timing,
      double leastBurst,
      int slots,
      Map<String, TeamShare> teams) {
    var shares = new TreeMap<>(teams);
    double drain = timing.drain().toNanos() / 1e9;
    double bursts = 0;
    for (TeamShare share : shares.values()) {
      bursts += burstOf(share.guaranteedPerSecond(), drain);
    }
    double watchPart = window.limit() >= LEAST_LIMIT_WITH_WATCH ? WATCH_PART : 0;
    double watchRate = watchPart * window.limit() / window.seconds();
    bursts += burstOf(watchRate, drain);
    double room = bursts > 0 ? Math.max(bursts / BURST_FILL, bursts + LEAST_IDLE_BURST) : 1;
    double burst = Math.max(leastBurst, room);
    double rate = rate(window, timing.spread(), burst);
    shares.put(
        Budget.WATCH,
        new TeamShare(
            watchPart > 0 ? WATCH_WEIGHT : 1, watchPart * rate, 0, 1, TeamShare.NO_CEILING));
    return new BudgetPlan(
        upstream,
        window,
        timing.spread(),
        burst,
        slots,
        timing.coldStart(),
        timing.drain(),
        shares);
  }

  /**
   * The times of a plan.
   *
   * @param spread J
   * @param coldStart see {@link BudgetPlan#coldStart}
   * @param drain see {@link BudgetPlan#drain}
   */
  public record Timing(Duration spread, Duration coldStart, Duration drain) {}

  /** R, tokens a second. */
  public double rate() {
    return rate(window, spread, burst);
  }

  /** Requests a second that teams may be guaranteed together. */
  public double promisable() {
    return PROMISED * rate() - share(Budget.WATCH).guaranteedPerSecond();
  }

  /** Whether the guarantees leave the laws room to hold. */
  public boolean fits() {
    double promised = shares.values().stream().mapToDouble(TeamShare::guaranteedPerSecond).sum();
    return rate() > 0 && promised <= PROMISED * rate() + 1e-9;
  }

  /** A team's share; a plain one where the plan does not name it. */
  public TeamShare share(String team) {
    return shares.getOrDefault(team, TeamShare.PLAIN);
  }

  /**
   * Slots that may be in use: at least one, where there is any.
   *
   * @param since nanoseconds since a start that knows no lease
   * @param part of them that the upstream's answers leave
   */
  int slotsOpen(long since, double part) {
    double open = coldStart.isZero() ? 1 : Math.min(1, since / (double) coldStart.toNanos());
    return (int) Math.max(Math.min(1, slots), Math.floor(slots * open * part));
  }

  /** How many of a team's slots may be of unknown outcome (law S7). */
  public int mostUnknown(String team) {
    int own = Math.min(share(team).taskCeiling(), slots);
    return Math.max(UNKNOWN_LEAST, (int) (UNKNOWN_PART * own));
  }

  /** The burst b of a guarantee, tokens. */
  public double burstOf(TeamShare share) {
    return burstOf(share.guaranteedPerSecond(), drain.toNanos() / 1e9);
  }

  /**
   * Token promises that may be open at a time: half of the tokens that fit beside full guarantees,
   * so that the rest goes on serving those who wait.
   */
  public int tokenPromises() {
    double guaranteed = shares.values().stream().mapToDouble(this::burstOf).sum();
    return (int) Math.max(1, (burst - guaranteed) / 2);
  }

  /** Slot promises that may be open at a time: a twentieth of the slots. */
  public int slotPromises() {
    return Math.max(1, slots / SLOT_PROMISES_PART);
  }

  private static double burstOf(double guaranteedPerSecond, double drainSeconds) {
    return guaranteedPerSecond > 0
        ? Math.max(LEAST_GUARANTEED_BURST, guaranteedPerSecond * 2 * drainSeconds)
        : 0;
  }

  private static double rate(RateWindow window, Duration spread, double burst) {
    return (window.limit() - 2 * burst) / (window.seconds() + spread.toNanos() / 1e9);
  }
}
