package dev.sluice.budget;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The arithmetic of one key, or of several that share a budget: what the limits come to (laws L1
 * and L10).
 *
 * <p>The slowest window of the lane of creates deals. Where it is wide it is a token bucket: with
 * burst B, spread J and window W, at most {@code 2B + R(W + J)} requests arrive in any window; R is
 * what that leaves of the limit. B grows with the guarantees, so that their bursts fill at most
 * three quarters of it (law L5). Where it is narrow, with less than 40 requests for each guarantee,
 * it is an exact log: at most the limit counts at a time, each request from its grant until one
 * window after its answer, and R is the limit by the window.
 *
 * @param name of the budget: the upstream's, or the one that several upstreams share
 * @param lanes the upstream's limits
 * @param exact whether the window that deals is an exact log
 * @param spread J, the longest time between a grant and its arrival
 * @param burst B, tokens; 0 of an exact log
 * @param slots tasks at a time, the margin already taken off
 * @param coldStart how long the slots take to open after a start that knows no lease (law G2)
 * @param drain the drain interval of waiting rooms; live demand lasts three of these
 * @param shares by team, {@link Budget#WATCH} among them where it has no lane of its own; kept in
 *     the order of the names, so that what is summed over teams comes to the same on every replica
 */
public record BudgetPlan(
    String name,
    Lanes lanes,
    boolean exact,
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

  /** A window with fewer grants for each guarantee is an exact log (law L10). */
  private static final long GRANTS_OF_A_GUARANTEE = 40;

  private static final int TOKEN_PROMISES_PART = 4;

  public BudgetPlan {
    shares = Collections.unmodifiableMap(new TreeMap<>(shares));
  }

  /** Makes the plan of an upstream with one window for all requests. */
  public static BudgetPlan of(
      String name,
      RateWindow window,
      Timing timing,
      double leastBurst,
      int slots,
      Map<String, TeamShare> teams) {
    return of(name, Lanes.of(List.of(window)), timing, leastBurst, slots, teams);
  }

  /**
   * Makes the plan of a budget.
   *
   * @param leastBurst B in tokens where the guarantees need no more
   */
  public static BudgetPlan of(
      String name,
      Lanes lanes,
      Timing timing,
      double leastBurst,
      int slots,
      Map<String, TeamShare> teams) {
    RateWindow window = lanes.dealing();
    var shares = new TreeMap<>(teams);
    double watchPart = watchIsGuaranteed(lanes) ? WATCH_PART : 0;
    boolean exact = exact(lanes, teams);
    double burst = exact ? 0 : burst(window, timing, leastBurst, watchPart, teams);
    if (!lanes.apart()) {
      double rate = exact ? window.perSecond() : rate(window, timing.spread(), burst);
      shares.put(
          Budget.WATCH,
          new TeamShare(
              watchPart > 0 ? WATCH_WEIGHT : 1, watchPart * rate, 0, 1, TeamShare.NO_CEILING));
    }
    return new BudgetPlan(
        name,
        lanes,
        exact,
        timing.spread(),
        burst,
        slots,
        timing.coldStart(),
        timing.drain(),
        shares);
  }

  /** Whether the window that deals is too narrow for a bucket (law L10). */
  static boolean exact(Lanes lanes, Map<String, TeamShare> teams) {
    long guaranteed =
        teams.values().stream().filter(share -> share.guaranteedPerSecond() > 0).count();
    long all = guaranteed + (watchIsGuaranteed(lanes) ? 1 : 0);
    return lanes.dealing().limit() < GRANTS_OF_A_GUARANTEE * Math.max(1, all);
  }

  private static boolean watchIsGuaranteed(Lanes lanes) {
    return !lanes.apart() && lanes.dealing().limit() >= LEAST_LIMIT_WITH_WATCH;
  }

  private static double burst(
      RateWindow window,
      Timing timing,
      double leastBurst,
      double watchPart,
      Map<String, TeamShare> teams) {
    double drain = timing.drain().toNanos() / 1e9;
    double bursts = 0;
    for (TeamShare share : new TreeMap<>(teams).values()) {
      bursts += burstOf(share.guaranteedPerSecond(), 2 * drain);
    }
    bursts += burstOf(watchPart * window.limit() / window.seconds(), 2 * drain);
    double room = bursts > 0 ? Math.max(bursts / BURST_FILL, bursts + LEAST_IDLE_BURST) : 1;
    return Math.max(leastBurst, room);
  }

  /**
   * The times of a plan.
   *
   * @param spread J
   * @param coldStart see {@link BudgetPlan#coldStart}
   * @param drain see {@link BudgetPlan#drain}
   */
  public record Timing(Duration spread, Duration coldStart, Duration drain) {}

  /** The window that deals. */
  public RateWindow window() {
    return lanes.dealing();
  }

  /** R, tokens a second. */
  public double rate() {
    return exact ? window().perSecond() : rate(window(), spread, burst);
  }

  /** Whether this client goes by the lane of reads. */
  boolean reads(String team) {
    return lanes.apart() && team.equals(Budget.WATCH);
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

  /** Teams that this plan names and another does not. */
  Set<String> goneIn(BudgetPlan other) {
    Set<String> gone = new HashSet<>(shares.keySet());
    gone.removeAll(other.shares.keySet());
    return gone;
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

  /**
   * The burst b of a guarantee, tokens: what comes in two drain intervals; of an exact log the
   * team's part of the window, since its room comes when it comes.
   */
  public double burstOf(TeamShare share) {
    return burstOf(
        share.guaranteedPerSecond(), exact ? window().seconds() : 2 * (drain.toNanos() / 1e9));
  }

  /**
   * Token promises that may be open at a time: half of the tokens that fit beside full guarantees,
   * so that the rest goes on serving those who wait; of an exact log a quarter of the limit.
   */
  public int tokenPromises() {
    if (exact) {
      return (int) Math.max(1, window().limit() / TOKEN_PROMISES_PART);
    }
    double guaranteed = shares.values().stream().mapToDouble(this::burstOf).sum();
    return (int) Math.max(1, (burst - guaranteed) / 2);
  }

  /** Slot promises that may be open at a time: a twentieth of the slots. */
  public int slotPromises() {
    return Math.max(1, slots / SLOT_PROMISES_PART);
  }

  private static double burstOf(double guaranteedPerSecond, double seconds) {
    return guaranteedPerSecond > 0
        ? Math.max(LEAST_GUARANTEED_BURST, guaranteedPerSecond * seconds)
        : 0;
  }

  private static double rate(RateWindow window, Duration spread, double burst) {
    return (window.limit() - 2 * burst) / (window.seconds() + spread.toNanos() / 1e9);
  }
}
