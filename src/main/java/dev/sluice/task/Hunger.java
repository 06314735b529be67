package dev.sluice.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Whom to look at while slots are wanted: a slot that is held after its task has ended is a slot
 * wasted (law W2).
 *
 * <p>With n looks to deal, the tasks that come into question are those at least half as likely to
 * have ended as the n-th likeliest. They are dealt round robin over their teams, each team's
 * likeliest first, beginning with the team that was dealt to longest ago. Not thread-safe.
 */
final class Hunger {

  /** A look that finds an end less often than this is not worth a token. */
  static final double FLOOR = 0.01;

  private static final double NEARLY = 0.5;
  private static final int MOST_TEAMS = 10_000;

  private final Map<String, Long> dealtTo = new HashMap<>();
  private long turn;

  /**
   * A task that may be looked at now.
   *
   * @param chance the chance that it has ended since it was last looked at
   */
  record Candidate(OpenTask task, double chance) {

    static Candidate of(OpenTask task, long now) {
      return new Candidate(task, task.chance(now));
    }

    private String team() {
      return task.origin().team();
    }
  }

  /** Deals so many looks, or fewer where there are fewer candidates. */
  List<OpenTask> deal(List<Candidate> candidates, int looks) {
    if (looks == 0 || candidates.isEmpty()) {
      return List.of();
    }
    List<Candidate> ranked = new ArrayList<>(candidates);
    ranked.sort(Comparator.comparingDouble(Candidate::chance).reversed());
    double enough = NEARLY * ranked.get(Math.min(looks, ranked.size()) - 1).chance();
    List<Queue<OpenTask>> hands = hands(ranked, enough);
    List<OpenTask> dealt = new ArrayList<>(looks);
    while (dealt.size() < looks && !hands.isEmpty()) {
      var teams = hands.iterator();
      while (dealt.size() < looks && teams.hasNext()) {
        Queue<OpenTask> hand = teams.next();
        OpenTask task = hand.remove();
        dealtTo.put(task.origin().team(), ++turn);
        dealt.add(task);
        if (hand.isEmpty()) {
          teams.remove();
        }
      }
    }
    if (dealtTo.size() > MOST_TEAMS) {
      dealtTo.clear();
    }
    return dealt;
  }

  /** Each team's tasks, those first of the team that was dealt to longest ago. */
  private List<Queue<OpenTask>> hands(List<Candidate> ranked, double enough) {
    Map<String, Queue<OpenTask>> byTeam = new LinkedHashMap<>();
    for (Candidate candidate : ranked) {
      if (candidate.chance() < enough) {
        break;
      }
      byTeam.computeIfAbsent(candidate.team(), team -> new ArrayDeque<>()).add(candidate.task());
    }
    List<String> order = new ArrayList<>(byTeam.keySet());
    order.sort(Comparator.comparingLong(team -> dealtTo.getOrDefault(team, 0L)));
    List<Queue<OpenTask>> hands = new ArrayList<>();
    order.forEach(team -> hands.add(byTeam.get(team)));
    return hands;
  }
}
