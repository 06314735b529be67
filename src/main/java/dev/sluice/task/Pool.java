package dev.sluice.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The tasks that one round of the watcher may look at, and how it chooses among them. */
final class Pool {

  private final boolean hungry;
  private final Hunger hunger;
  private final CheckSchedule schedule;
  private final long now;
  private final List<Hunger.Candidate> due = new ArrayList<>();
  private final List<Hunger.Candidate> extra = new ArrayList<>();

  /**
   * @param hungry whether slots are wanted
   * @param hunger how looks are dealt then
   * @param now ticker time
   */
  Pool(boolean hungry, Hunger hunger, CheckSchedule schedule, long now) {
    this.hungry = hungry;
    this.hunger = hunger;
    this.schedule = schedule;
    this.now = now;
  }

  /** Tasks whose look is due. */
  void due(Collection<OpenTask> tasks) {
    tasks.forEach(task -> due.add(Hunger.Candidate.of(task, now)));
    due.sort(Comparator.comparingLong(candidate -> -candidate.task().overdue(now)));
  }

  /** A task whose look is not due, but may be worth a token that is idle. */
  void offer(OpenTask task) {
    Duration spacing = hungry ? schedule.hungrySpacing() : schedule.pace().minSpacing();
    if (task.sinceLook(now) < spacing.toNanos() || !hungry && !task.wanted(now)) {
      return;
    }
    Hunger.Candidate candidate = Hunger.Candidate.of(task, now);
    boolean spaced = task.sinceLook(now) >= schedule.spacing(task.age(now)).toNanos();
    if (candidate.chance() >= Hunger.FLOOR || !hungry && spaced) {
      extra.add(candidate);
    }
  }

  /** The tasks whose look is due, the most overdue first. */
  List<Hunger.Candidate> due() {
    return due;
  }

  boolean isDue(OpenTask task) {
    return due.stream().anyMatch(candidate -> candidate.task().equals(task));
  }

  /** Whether idle tokens could be of use. */
  boolean needsIdleTokens() {
    return !extra.isEmpty();
  }

  /**
   * How many tokens to ask for: as many as looks are due, and for the rest as far as idle tokens
   * reach; for mere curiosity half of them.
   */
  int looks(int room, int idle) {
    int most = due.size() + extra.size();
    int spare = hungry ? idle : due.size() + idle / 2;
    return Math.min(room, Math.max(due.size(), Math.min(most, spare)));
  }

  /** Whom to look at with so many tokens. */
  List<OpenTask> choose(int looks) {
    if (hungry) {
      List<Hunger.Candidate> all = new ArrayList<>(due);
      all.addAll(extra);
      return hunger.deal(all, looks);
    }
    List<OpenTask> chosen = new ArrayList<>();
    due.stream().limit(looks).forEach(candidate -> chosen.add(candidate.task()));
    extra.stream()
        .sorted(Comparator.comparingDouble(Hunger.Candidate::chance).reversed())
        .limit(looks - chosen.size())
        .forEach(candidate -> chosen.add(candidate.task()));
    return chosen;
  }
}
