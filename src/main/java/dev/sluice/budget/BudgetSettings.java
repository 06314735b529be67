package dev.sluice.budget;

import dev.sluice.settings.Layout;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The plans of all upstreams' budgets, and how long whose submits wait. */
@Singleton
public final class BudgetSettings implements RoomSettings {

  private static final long DEFAULT_REQUESTS = 10_000;
  private static final long DEFAULT_TASKS = 1000;
  private static final Duration LONGEST_DRAIN = Duration.ofMillis(50);
  private static final Duration SHORTEST_DRAIN = Duration.ofMillis(5);
  private static final int DRAIN_PART = 600;
  private static final int SPREAD_PART = 120;

  private final Problems problems = new Problems();
  private final Reading reading = new Reading(problems);
  private final BudgetConfig config;
  private final Layout layout;
  private final Map<String, BudgetPlan> plans = new TreeMap<>();
  private final Map<String, Integer> tasks = new HashMap<>();
  private final Map<String, Waits> waits = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Duration hold;
  private final WaitingRoom.Bounds bounds;

  /** What a team's submit does that is not granted at once. */
  enum Overflow {
    WAIT,
    REFUSE,
    DEFER
  }

  /** How long a team's submits wait at most, and whether they do without being told to. */
  record Waits(Duration most, boolean unasked) {}

  private record Limits(RateWindow window, long tasks) {
    private double perSecond() {
      return window.limit() / window.seconds();
    }
  }

  public BudgetSettings(BudgetConfig config, Layout layout) {
    this.config = config;
    this.layout = layout;
    this.hold =
        reading.duration(
            "sluice.budget.hold",
            config.budget().hold(),
            Duration.ofSeconds(1),
            Duration.ofHours(2),
            Duration.ofMinutes(5));
    this.bounds =
        new WaitingRoom.Bounds(
            (int)
                reading.count(
                    "sluice.waiting.per-team", config.waiting().perTeam(), 0, 100_000, 1000),
            (int)
                reading.count(
                    "sluice.waiting.total", config.waiting().total(), 0, 1_000_000, 10_000));
    readPlans();
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

  /** By upstream. */
  Map<String, BudgetPlan> plans() {
    return plans;
  }

  /** Tasks at a time that the upstream allows, the margin not taken off. */
  int tasks(String upstream) {
    return tasks.getOrDefault(upstream, 0);
  }

  Duration hold() {
    return hold;
  }

  WaitingRoom.Bounds bounds() {
    return bounds;
  }

  Waits waits(String team) {
    return waits.getOrDefault(team, new Waits(Duration.ZERO, false));
  }

  private void readPlans() {
    Map<String, Limits> limits = new TreeMap<>();
    layout.upstreams().forEach(name -> limits.put(name, limits(name)));
    double fastest = limits.values().stream().mapToDouble(Limits::perSecond).max().orElse(1);
    long most = limits.values().stream().mapToLong(Limits::tasks).max().orElse(1);
    Map<String, TeamShare> shares = new TreeMap<>();
    layout.teams().forEach(team -> shares.put(team, share(team)));
    double margin =
        reading.share("sluice.budget.margin-slots", config.budget().marginSlots(), 0.02);
    double burst = reading.share("sluice.budget.burst", config.budget().burst(), 0.005);
    limits.forEach(
        (name, limit) -> {
          Map<String, TeamShare> scaled = new HashMap<>();
          shares.forEach(
              (team, share) ->
                  scaled.put(
                      team,
                      scaled(share, limit.perSecond() / fastest, limit.tasks() / (double) most)));
          int slots = (int) Math.max(1, Math.floor(limit.tasks() * (1 - margin)));
          BudgetPlan plan =
              BudgetPlan.of(
                  name,
                  limit.window(),
                  timing(name, limit.window()),
                  burst * limit.window().limit(),
                  slots,
                  scaled);
          check(plan);
          plans.put(name, plan);
          tasks.put(name, (int) limit.tasks());
        });
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

  private BudgetPlan.Timing timing(String upstream, RateWindow window) {
    Duration most = window.length().dividedBy(4);
    Duration spread =
        reading.duration(
            "sluice.budget.spread",
            config.budget().spread(),
            Duration.ofMillis(1),
            most,
            window.length().dividedBy(SPREAD_PART));
    Duration cold =
        reading.duration(
            "sluice.budget.cold-start",
            config.budget().coldStart(),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofMinutes(1));
    return new BudgetPlan.Timing(
        spread, layout.isSandbox(upstream) ? Duration.ZERO : cold, drain(window));
  }

  /**
   * What an upstream allows. The built-in one allows what the sandbox enforces, unless it is said.
   */
  private Limits limits(String name) {
    String key = "sluice.upstreams." + name;
    BudgetConfig.Sandbox sandbox = config.sandbox();
    Optional<BudgetConfig.Upstream> upstream = Optional.ofNullable(config.upstreams().get(name));
    Optional<String> perMinute = upstream.flatMap(BudgetConfig.Upstream::requestsPerMinute);
    Optional<List<String>> windows = upstream.flatMap(BudgetConfig.Upstream::windows);
    Optional<String> tasks = upstream.flatMap(BudgetConfig.Upstream::concurrentTasks);
    boolean builtIn = layout.isSandbox(name);
    return new Limits(
        builtIn && perMinute.isEmpty() && windows.isEmpty()
            ? window("sluice.sandbox", sandbox.windows(), Optional.empty())
            : window(key, windows, perMinute),
        builtIn && tasks.isEmpty()
            ? tasks("sluice.sandbox", sandbox.concurrentTasks())
            : tasks(key, tasks));
  }

  private long tasks(String key, Optional<String> raw) {
    return reading.count(key + ".concurrent-tasks", raw, 1, 1_000_000, DEFAULT_TASKS);
  }

  private RateWindow window(
      String key, Optional<List<String>> windows, Optional<String> perMinute) {
    long requests =
        reading.count(key + ".requests-per-minute", perMinute, 4, 100_000_000, DEFAULT_REQUESTS);
    RateWindow fallback = new RateWindow(requests, Duration.ofMinutes(1));
    if (windows.isEmpty()) {
      return fallback;
    }
    if (perMinute.isPresent()) {
      problems.add(key + ".windows", "stands beside requests-per-minute; write one of them");
    }
    if (windows.get().size() != 1) {
      problems.add(
          key + ".windows",
          String.join(", ", windows.get()),
          "one window for all requests in this version");
    }
    return reading.read(
        key + ".windows",
        windows.get().stream().findFirst(),
        RateWindow.ALLOWED,
        fallback,
        RateWindow::parse);
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
    if (overflow == Overflow.DEFER) {
      warnings.add(key + "overflow: 'defer' waits in this version, and is refused after the wait");
    }
    return new Waits(most, overflow != Overflow.REFUSE);
  }

  private void check(BudgetPlan plan) {
    if (!plan.fits()) {
      double promised =
          plan.shares().values().stream().mapToDouble(TeamShare::guaranteedPerSecond).sum()
              - plan.share(Budget.WATCH).guaranteedPerSecond();
      problems.add(
          "sluice.teams.*.guaranteed-requests-per-minute",
          "the guarantees on upstream %s sum up to %d a minute, the most that fits is %d"
              .formatted(
                  plan.upstream(),
                  Math.round(promised * 60),
                  Math.max(0, (long) (plan.promisable() * 60))));
    }
    int tasks = plan.shares().values().stream().mapToInt(TeamShare::guaranteedTasks).sum();
    if (tasks > plan.slots()) {
      problems.add(
          "sluice.teams.*.guaranteed-tasks",
          "the guarantees on upstream %s sum up to %d, the most that fits is %d"
              .formatted(plan.upstream(), tasks, plan.slots()));
    }
  }
}
