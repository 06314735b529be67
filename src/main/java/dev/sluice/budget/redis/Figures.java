package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Lease;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the program answers to questions. */
final class Figures {

  private static final int OF_A_LEASE = 5;
  private static final int OF_THE_KEY = 8;
  private static final int OF_A_TEAM = 3;
  private static final double MICROS = 1e6;

  private Figures() {}

  /** What is known of a budget before anything was heard. */
  static BudgetView before(BudgetPlan plan) {
    return new BudgetView(
        plan.window().limit(),
        plan.window().seconds(),
        0,
        0,
        0,
        0,
        Map.of(),
        Map.of(),
        false,
        false);
  }

  /**
   * Limit, window, tokens, idle tokens, requests, slot limit, paused, reads paused; team, in use,
   * unknown.
   */
  static BudgetView view(Told told) {
    List<String> texts = told.texts();
    Map<String, Integer> used = new HashMap<>();
    Map<String, Integer> unknown = new HashMap<>();
    for (int i = OF_THE_KEY; i + OF_A_TEAM <= texts.size(); i += OF_A_TEAM) {
      used.put(texts.get(i), Integer.valueOf(texts.get(i + 1)));
      int ofThem = Integer.parseInt(texts.get(i + 2));
      if (ofThem > 0) {
        unknown.put(texts.get(i), ofThem);
      }
    }
    return new BudgetView(
        (long) Double.parseDouble(texts.get(0)),
        Double.parseDouble(texts.get(1)) / MICROS,
        Double.parseDouble(texts.get(2)),
        Double.parseDouble(texts.get(3)),
        (long) Double.parseDouble(texts.get(4)),
        (int) Double.parseDouble(texts.get(5)),
        Map.copyOf(used),
        Map.copyOf(unknown),
        texts.get(6).equals("1"),
        texts.get(7).equals("1"));
  }

  /** For each lease: slot, team, task, details, age. Whoever asked looks after it now. */
  static List<Lease> leases(Told told, Lease.State state) {
    List<String> texts = told.texts();
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i + OF_A_LEASE <= texts.size(); i += OF_A_LEASE) {
      leases.add(
          new Lease(
              texts.get(i),
              texts.get(i + 1),
              state,
              texts.get(i + 2),
              texts.get(i + 3),
              Duration.of(Long.parseLong(texts.get(i + 4)), ChronoUnit.MICROS),
              true));
    }
    return leases;
  }
}
