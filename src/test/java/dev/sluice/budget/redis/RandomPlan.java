package dev.sluice.budget.redis;

import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Lanes;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.TeamShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Plans as wild as configuration allows, and some that it does not. All times in microseconds. */
final class RandomPlan {

  /** Names that sort differently by their bytes and by a dictionary. */
  private static final List<String> NAMES =
      List.of("a", "B", "b", "team-1", "team-10", "team-2", "team_1", "teams", "Z.z", "zz", "0");

  private final Random random;

  RandomPlan(Random random) {
    this.random = random;
  }

  BudgetPlan plan() {
    while (true) {
      BudgetPlan plan = any();
      if (plan.fits()) {
        return plan;
      }
    }
  }

  /**
   * Another plan: anything, or the same windows with other limits, or the same with other teams.
   */
  BudgetPlan after(BudgetPlan before) {
    int kind = random.nextInt(3);
    while (true) {
      BudgetPlan next =
          switch (kind) {
            case 0 -> any();
            case 1 -> with(scaled(before.lanes()), before, before.shares());
            default ->
                with(
                    before.lanes(),
                    before,
                    teams(before.lanes().dealing().perSecond(), before.slots()));
          };
      if (next.fits()) {
        return next;
      }
      kind = 0;
    }
  }

  private BudgetPlan with(Lanes lanes, BudgetPlan before, Map<String, TeamShare> shares) {
    Map<String, TeamShare> teams = new TreeMap<>(shares);
    teams.remove(Budget.WATCH);
    return BudgetPlan.of(
        "up",
        lanes,
        new BudgetPlan.Timing(before.spread(), before.coldStart(), before.drain()),
        0.005 * lanes.dealing().limit(),
        Math.max(1, (int) (before.slots() * (0.5 + random.nextDouble()))),
        teams);
  }

  private Lanes scaled(Lanes lanes) {
    double factor = 0.3 + 2 * random.nextDouble();
    return Lanes.of(lanes.all().map(window -> scaled(window, factor)).toList());
  }

  private static RateWindow scaled(RateWindow window, double factor) {
    return new RateWindow(
        Math.max(1, (long) (window.limit() * factor)), window.length(), window.counts());
  }

  LedgerLimits limits() {
    return new LedgerLimits(
        Duration.ofSeconds(3 + random.nextInt(40)),
        Duration.ofSeconds(1 + random.nextInt(60)),
        expired -> {});
  }

  private BudgetPlan any() {
    Lanes lanes = lanes();
    long limit = lanes.dealing().limit();
    Duration window = lanes.dealing().length();
    int slots =
        (int)
            oneOf(
                random.nextInt(3),
                1 + random.nextInt(12),
                1 + random.nextInt(40),
                1 + random.nextInt(1000));
    long spread = window.toNanos() / 1000 / oneOf(120, 20 + random.nextInt(300));
    return BudgetPlan.of(
        "up",
        lanes,
        new BudgetPlan.Timing(
            Duration.ofNanos(spread * 1000),
            Duration.ZERO,
            Duration.ofMillis(oneOf(50, 50, 10 + random.nextInt(300)))),
        oneOf(5, 5, 1 + random.nextInt(100)) * limit / 1000.0,
        slots,
        teams(lanes.dealing().perSecond(), slots));
  }

  /** One window for everybody, or several, or some for creates and some for reads. */
  private Lanes lanes() {
    while (true) {
      List<RateWindow> windows = new ArrayList<>();
      int kinds = random.nextInt(4);
      if (kinds != 3 || random.nextInt(3) == 0) {
        windows.add(window(RateWindow.Counts.ALL));
      }
      if (kinds == 2) {
        windows.add(guard(windows.get(0), RateWindow.Counts.ALL));
      } else if (kinds == 3) {
        for (RateWindow.Counts counts :
            List.of(RateWindow.Counts.CREATES, RateWindow.Counts.READS)) {
          if (windows.isEmpty() || counts == RateWindow.Counts.CREATES || random.nextBoolean()) {
            windows.add(window(counts));
          }
          if (random.nextInt(3) == 0) {
            windows.add(guard(windows.get(windows.size() - 1), counts));
          }
        }
      }
      try {
        return Lanes.of(windows);
      } catch (IllegalArgumentException another) {
        // Drawn again: one of the windows cannot be divided.
        continue;
      }
    }
  }

  private RateWindow window(RateWindow.Counts counts) {
    long limit =
        oneOf(1 + random.nextInt(40), 40 + random.nextInt(400), random.nextInt(9601) + 400);
    return new RateWindow(
        limit, Duration.ofMillis(oneOf(60_000, 60_000, 1000 + random.nextInt(119_000))), counts);
  }

  /** A shorter one, which now and then is full although the other is not. */
  private RateWindow guard(RateWindow other, RateWindow.Counts counts) {
    double part = 0.05 + 0.5 * random.nextDouble();
    return new RateWindow(
        Math.max(1, (long) (other.limit() * part * (1 + random.nextDouble()))),
        Duration.ofMillis(Math.max(100, (long) (other.length().toMillis() * part))),
        counts);
  }

  private Map<String, TeamShare> teams(double perSecond, int slots) {
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    int count = random.nextInt(9);
    Map<String, TeamShare> teams = new TreeMap<>();
    int slotsLeft = slots;
    for (String team : names.subList(0, count)) {
      double guaranteed = random.nextBoolean() ? 0 : random.nextDouble() * 0.7 * perSecond / count;
      int tasks = random.nextBoolean() ? 0 : random.nextInt(Math.max(1, slotsLeft / 2 + 1));
      slotsLeft -= tasks;
      int ceiling = random.nextInt(3) > 0 ? TeamShare.NO_CEILING : random.nextInt(slots + 2);
      teams.put(team, new TeamShare(weight(), guaranteed, tasks, lendable(), ceiling));
    }
    return teams;
  }

  private double weight() {
    return switch (random.nextInt(4)) {
      case 0 -> 1;
      case 1 -> 1 + random.nextInt(9);
      case 2 -> 1 / 3.0;
      default -> 0.05 + random.nextDouble() * 10;
    };
  }

  private double lendable() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> random.nextDouble();
      default -> 0.5;
    };
  }

  private long oneOf(long... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
