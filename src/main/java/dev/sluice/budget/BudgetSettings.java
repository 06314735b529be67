package dev.sluice.budget;

import dev.sluice.budget.BudgetLimits.Limits;
import dev.sluice.settings.Layout;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The plans of all budgets, and how long whose submits wait. */
@Singleton
public final class BudgetSettings implements RoomSettings {

  private static final Duration LONGEST_DRAIN = Duration.ofMillis(50);
  private static final Duration SHORTEST_DRAIN = Duration.ofMillis(5);
  private static final int DRAIN_PART = 600;
  private static final int SPREAD_PART = 120;
  private static final Duration EXACT_SPREAD = Duration.ofMillis(500);
  private static final Duration LONGEST_EXACT_SPREAD = Duration.ofSeconds(15);

  private final Problems problems = new Problems();
  private final Reading reading = new Reading(problems);
  private final BudgetConfig config;
  private final Layout layout;
  private final BudgetLimits limits;
  private final Map<String, BudgetPlan> plans = new TreeMap<>();
  private final Map<String, Waits> waits = new HashMap<>();
  private final Set<String> paused = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private final Duration hold;
  private final Seats.Bounds bounds;

  /** What a team's submit does that is not granted at once. */
  enum Overflow {
    WAIT,
    REFUSE,
    DEFER
  }

  /** How long a team's submits wait at most, and what they do without being told to. */
  record Waits(Duration most, Overflow overflow) {}

  @Inject
  public BudgetSettings(BudgetConfig config, Layout layout) {
    this(config, layout, Map.of());
  }

  /** While the gateway runs, upstreams share budgets as they did at its start. */
  BudgetSettings(BudgetConfig config, Layout layout, BudgetSettings start) {
    this(config, layout, start.sharing());
  }

  private BudgetSettings(BudgetConfig config, Layout layout, Map<String, String> sharing) {
    this.config = config;
    this.layout = layout;
    this.limits = new BudgetLimits(config, layout, reading, sharing);
    this.hold =
        reading.duration(
            "sluice.budget.hold",
            config.budget().hold(),
            Duration.ofSeconds(1),
            Duration.ofHours(2),
            Duration.ofMinutes(5));
    this.bounds =
        new Seats.Bounds(
            (int)
                reading.count(
                    "sluice.waiting.per-team", config.waiting().perTeam(), 0, 100_000, 1000),
            (int)
                reading.count(
                    "sluice.waiting.total", config.waiting().total(), 0, 1_000_000, 10_000));
    readPlans();
    for (String upstream : layout.upstreams()) {
      if (reading.flag(
          "sluice.upstreams." + upstream + ".paused",
          Optional.ofNullable(config.upstreams().get(upstream))
              .flatMap(BudgetConfig.Upstream::paused),
          false)) {
        paused.add(upstream);
      }
    }
    for (String team : layout.teams()) {
      waits.put(
          team, waits("sluice.teams." + team + ".", Optional.ofNullable(config.teams().get(team))));
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** By budget. */
  Map<String, BudgetPlan> plans() {
    return plans;
  }

  private Map<String, String> sharing() {
    Map<String, String> sharing = new HashMap<>();
    limits.members().forEach((budget, all) -> all.forEach(name -> sharing.put(name, budget)));
    return sharing;
  }

  /** Whether no submit is to be granted at this upstream for now. */
  boolean paused(String upstream) {
    return paused.contains(upstream);
  }

  /** The upstreams that share a budget. */
  Set<String> upstreams(String budget) {
    return limits.members().getOrDefault(budget, Set.of());
  }

  /** Tasks at a time that the budget's key allows, the margin not taken off. */
  int tasks(String budget) {
    Limits of = limits.all().get(budget);
    return of == null ? 0 : (int) of.tasks();
  }

  Set<String> teams() {
    return layout.teams();
  }

  Duration hold() {
    return hold;
  }

  Seats.Bounds bounds() {
    return bounds;
  }

  Waits waits(String team) {
    return waits.getOrDefault(team, new Waits(Duration.ZERO, Overflow.REFUSE));
  }

  private void readPlans() {
    double fastest =
        limits.all().values().stream().mapToDouble(BudgetSettings::perSecond).max().orElse(1);
    long most = limits.all().values().stream().mapToLong(Limits::tasks).max().orElse(1);
    Map<String, TeamShare> shares = new TreeMap<>();
    layout.teams().forEach(team -> shares.put(team, share(team)));
    double margin =
        reading.share("sluice.budget.margin-slots", config.budget().marginSlots(), 0.02);
    double burst = reading.share("sluice.budget.burst", config.budget().burst(), 0.005);
    limits
        .all()
        .forEach(
            (name, limit) -> {
              Map<String, TeamShare> scaled = new HashMap<>();
              shares.forEach(
                  (team, share) ->
                      scaled.put(
                          team,
                          scaled(
                              share, perSecond(limit) / fastest, limit.tasks() / (double) most)));
              BudgetPlan plan =
                  BudgetPlan.of(
                      name,
                      limit.lanes(),
                      timing(name, limit.lanes(), BudgetPlan.exact(limit.lanes(), scaled)),
                      burst * limit.lanes().dealing().limit(),
                      (int) Math.max(1, Math.floor(limit.tasks() * (1 - margin))),
                      scaled);
              Overcommitment.check(plan, problems);
              plans.put(name, plan);
            });
  }

  private static double perSecond(Limits limits) {
    return limits.lanes().dealing().perSecond();
  }

  /**
   * The default burst fills in a two-hundredth of the window. Waiters are asked for three times in
   * that, so that tokens do not overflow while somebody waits for them.
   */
  private static Duration drain(RateWindow window) {
    Duration part = window.length().dividedBy(DRAIN_PART);
    Duration most = part.compareTo(LONGEST_DRAIN) < 0 ? part : LONGEST_DRAIN;
    return most.compareTo(SHORTEST_DRAIN) > 0 ? most : SHORTEST_DRAIN;
  }

  /**
   * A bucket pays for the spread, so it is short there (law L1). An exact log counts until the
   * answer, and does not.
   */
  private BudgetPlan.Timing timing(String budget, Lanes lanes, boolean exact) {
    Duration window = lanes.dealing().length();
    Duration spread =
        reading.duration(
            "sluice.budget.spread",
            config.budget().spread(),
            Duration.ofMillis(1),
            exact ? LONGEST_EXACT_SPREAD : window.dividedBy(4),
            exact ? EXACT_SPREAD : window.dividedBy(SPREAD_PART));
    Duration cold =
        reading.duration(
            "sluice.budget.cold-start",
            config.budget().coldStart(),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofMinutes(1));
    return new BudgetPlan.Timing(
        spread, layout.isSandbox(budget) ? Duration.ZERO : cold, drain(lanes.dealing()));
  }

  private TeamShare share(String team) {
    BudgetConfig.Team said = config.teams().get(team);
    if (said == null) {
      return TeamShare.PLAIN;
    }
    String key = "sluice.teams." + team + ".";
    return new TeamShare(
        reading.positive(key + "weight", said.weight(), 1000, 1),
        reading.count(
                key + "guaranteed-requests-per-minute",
                said.guaranteedRequestsPerMinute(),
                0,
                100_000_000,
                0)
            / 60.0,
        (int) reading.count(key + "guaranteed-tasks", said.guaranteedTasks(), 0, 1_000_000, 0),
        reading.share(key + "lendable", said.lendable(), TeamShare.PLAIN.lendable()),
        (int)
            reading.count(
                key + "concurrent-tasks",
                said.concurrentTasks(),
                1,
                1_000_000,
                TeamShare.NO_CEILING));
  }

  /** What a guarantee comes to on a smaller upstream. */
  private static TeamShare scaled(TeamShare share, double rate, double tasks) {
    return new TeamShare(
        share.weight(),
        share.guaranteedPerSecond() * rate,
        (int) Math.floor(share.guaranteedTasks() * tasks),
        share.lendable(),
        share.taskCeiling());
  }

  private Waits waits(String key, Optional<BudgetConfig.Team> team) {
    Duration most =
        reading.duration(
            key + "max-wait",
            team.flatMap(BudgetConfig.Team::maxWait),
            Duration.ZERO,
            Duration.ofMinutes(10),
            Duration.ofSeconds(10));
    Overflow overflow =
        reading.oneOf(
            key + "overflow",
            team.flatMap(BudgetConfig.Team::overflow),
            Overflow.class,
            Overflow.WAIT);
    return new Waits(most, overflow);
  }
}
