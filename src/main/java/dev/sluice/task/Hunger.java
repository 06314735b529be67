package dev.sluice.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Whom to look at while slots are wanted: a slot that is held after its task has ended is a slot
 * wasted (law W2). Pure arithmetic.
 */
final class Hunger {

  /** A look that finds an end less often than this is not worth a token. */
  static final double FLOOR = 0.01;

  private Hunger() {}

  /**
   * A task that may be looked at now.
   *
   * @param chance the chance that it has ended since it was last looked at
   */
  record Candidate(OpenTask task, double chance) {

    static Candidate of(OpenTask task, long now) {
      return new Candidate(task, task.chance(now));
    }
  }

  /**
   * Deals so many looks: of twice as many likeliest candidates, round robin over their teams, each
   * team's likeliest first.
   */
  static List<OpenTask> deal(List<Candidate> candidates, int looks) {
    List<Candidate> ranked = new ArrayList<>(candidates);
    ranked.sort(Comparator.comparingDouble(Candidate::chance).reversed());
    Map<String, Queue<OpenTask>> hands = new LinkedHashMap<>();
    for (Candidate candidate : ranked.subList(0, Math.min(ranked.size(), 2 * looks))) {
      hands
          .computeIfAbsent(candidate.task().origin().team(), team -> new ArrayDeque<>())
          .add(candidate.task());
    }
    List<OpenTask> dealt = new ArrayList<>();
    while (dealt.size() < looks && !hands.isEmpty()) {
      var teams = hands.values().iterator();
      while (dealt.size() < looks && teams.hasNext()) {
        Queue<OpenTask> hand = teams.next();
        dealt.add(hand.remove());
        if (hand.isEmpty()) {
          teams.remove();
        }
      }
    }
    return dealt;
  }
}
