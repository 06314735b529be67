package dev.sluice.sandbox;

import dev.sluice.time.Ticker;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The strict vendor: decides over every authenticated request, one after the other under one lock,
 * at the time it arrives here.
 *
 * <ul>
 *   <li>A request is admitted iff every window of its kind has room; one that starts a task also
 *       needs fewer unfinished tasks than the limit.
 *   <li>An admitted request counts in every window of its kind, whatever its answer is. A refused
 *       one counts nowhere.
 *   <li>A window is of all requests, of submits, or of all but submits.
 *   <li>A task is unfinished from its start until its end, heard of or not.
 * </ul>
 */
final class Judge {

  /** Ended tasks that can still be asked for. */
  static final int ENDED_KEPT = 50_000;

  /** Models that are counted apart; those beyond are {@value #OTHERS} together. */
  static final int MOST_MODELS = 1000;

  static final String OTHERS = "others";

  /** Why a task fails that was to fail by chance. */
  static final String BY_CHANCE = "GENERATION_FAILED";

  private final SandboxRules rules;
  private final Ticker ticker;
  private final Clock clock;
  private final RandomGenerator random;
  private final List<SlidingWindow> windows;
  private final TaskShelf shelf = new TaskShelf(ENDED_KEPT);
  private final OpenTasks open;
  private long now;
  private long submits;
  private long polls;
  private long balances;
  private long refusedForRate;
  private long refusedForTasks;
  private long started;
  private final Map<String, Long> byModel = new TreeMap<>();

  /** What a request asks for. */
  enum Kind {
    SUBMIT,
    POLL,
    BALANCE
  }

  /** A task as it stands. */
  record Standing(SandboxTask task, SandboxTask.State state) {}

  Judge(SandboxRules rules, Ticker ticker, Clock clock, RandomGenerator random) {
    this.rules = rules;
    this.ticker = ticker;
    this.clock = clock;
    this.random = random;
    this.windows = rules.windows().stream().map(SlidingWindow::new).toList();
    this.now = ticker.nanos();
    this.open = new OpenTasks(now, shelf::ended);
  }

  /** Decides over a request that starts no task; empty where it was admitted and counted. */
  synchronized Optional<Ruling.TooMany> admit(Kind kind) {
    settle();
    Optional<Ruling.TooMany> refusal = forRate(kind);
    if (refusal.isEmpty()) {
      count(kind);
    }
    return refusal;
  }

  /**
   * Decides over a submit that starts a task, and starts it.
   *
   * @param cost how long it is to take; empty for what the rules say
   * @param failCode how it is to fail; empty for what the rules say
   */
  synchronized Ruling start(
      Wanted wanted, Optional<DurationRange> cost, Optional<String> failCode) {
    settle();
    Optional<Ruling.TooMany> refusal = forRate(Kind.SUBMIT).or(this::forTasks);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    count(Kind.SUBMIT);
    started++;
    boolean told = byModel.containsKey(wanted.model()) || byModel.size() < MOST_MODELS;
    byModel.merge(told ? wanted.model() : OTHERS, 1L, Long::sum);
    Optional<String> failure =
        failCode.or(() -> unlucky() ? Optional.of(BY_CHANCE) : Optional.empty());
    var task =
        new SandboxTask(
            "%016x%016x".formatted(random.nextLong(), random.nextLong()),
            wanted,
            clock.millis(),
            now,
            cost.orElse(rules.duration()).pickMillis(random),
            failure);
    open.begin(task);
    shelf.put(task);
    return new Ruling.Begun(task);
  }

  /**
   * The task of this id, as it stands now. Costs nothing: the poll was admitted.
   *
   * @param whose whether who asks can know of it
   */
  synchronized Optional<Standing> look(String taskId, Predicate<Wanted> whose) {
    settle();
    return shelf
        .find(taskId)
        .filter(task -> whose.test(task.wanted()))
        .map(task -> new Standing(task, task.at(now)));
  }

  /** One of a range, by the same source of chance as everything here. */
  synchronized Duration pick(DurationRange range) {
    return Duration.ofMillis(range.pickMillis(random));
  }

  /** How many tasks were ever started. */
  synchronized long started() {
    return started;
  }

  /** What it saw since the start, by the names of {@code GET /sandbox/stats}. */
  synchronized Map<String, Object> stats() {
    settle();
    WindowLimit first = rules.windows().get(0);
    var stats = new LinkedHashMap<String, Object>();
    stats.put("accepted", submits + polls + balances);
    stats.put("refused", refusedForRate + refusedForTasks);
    stats.put("refusedForRate", refusedForRate);
    stats.put("refusedForTasks", refusedForTasks);
    stats.put("submits", submits);
    stats.put("polls", polls);
    stats.put("largestWindow", windows.get(0).largest());
    stats.put("windowLimit", first.requests());
    stats.put("windowSeconds", BigDecimal.valueOf(first.widthMillis(), 3));
    stats.put("unfinished", open.unfinished());
    stats.put("mostUnfinished", open.most());
    stats.put("taskSeconds", open.taskSeconds());
    stats.put("started", started);
    stats.put("startedByModel", Map.copyOf(byModel));
    stats.put("ended", shelf.endedEver());
    stats.put("nowMillis", clock.millis());
    stats.put(
        "windows",
        windows.stream()
            .map(w -> Map.of("limit", w.limit().written(), "largest", w.largest()))
            .toList());
    return stats;
  }

  private void settle() {
    long tick = ticker.nanos();
    now = tick - now > 0 ? tick : now;
    open.settle(now);
    shelf.sweep(now);
  }

  private Optional<Ruling.TooMany> forRate(Kind kind) {
    Duration wait =
        windows.stream()
            .filter(window -> window.limit().counts(kind))
            .map(window -> window.opensIn(now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    if (wait.isZero()) {
      return Optional.empty();
    }
    refusedForRate++;
    return Optional.of(new Ruling.TooMany("Rate limit exceeded", wait));
  }

  private Optional<Ruling.TooMany> forTasks() {
    if (open.unfinished() < rules.concurrentTasks()) {
      return Optional.empty();
    }
    refusedForTasks++;
    return Optional.of(new Ruling.TooMany("Concurrent task limit exceeded", open.nextEndIn(now)));
  }

  private void count(Kind kind) {
    windows.stream()
        .filter(window -> window.limit().counts(kind))
        .forEach(window -> window.count(now));
    switch (kind) {
      case SUBMIT -> submits++;
      case POLL -> polls++;
      case BALANCE -> balances++;
    }
  }

  private boolean unlucky() {
    return rules.failureRate() > 0 && random.nextDouble() < rules.failureRate();
  }
}
