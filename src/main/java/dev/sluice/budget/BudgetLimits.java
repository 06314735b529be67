package dev.sluice.budget;

import dev.sluice.settings.Layout;
import dev.sluice.settings.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each budget allows, by what its upstreams say. Upstreams that name the same budget share it;
 * one of them may say its limits, or several the same. What nobody says is the vendor's usual. The
 * built-in upstream allows what the sandbox enforces, unless it is said.
 */
final class BudgetLimits {

  private static final RateWindow A_MINUTE = new RateWindow(10_000, Duration.ofMinutes(1));

  private static final Usual APIXO = new Usual(List.of(A_MINUTE), 1000);

  private static final Usual KIE =
      new Usual(
          List.of(
              new RateWindow(20, Duration.ofSeconds(10), RateWindow.Counts.CREATES),
              new RateWindow(10, Duration.ofSeconds(1), RateWindow.Counts.READS)),
          100);

  private final BudgetConfig config;
  private final Layout layout;
  private final Reading reading;
  private final Map<String, Set<String>> members = new TreeMap<>();
  private final Map<String, Limits> all = new TreeMap<>();

  /** What a budget allows; of the tasks the margin is not taken off. */
  record Limits(Lanes lanes, long tasks) {}

  private record Usual(List<RateWindow> windows, long tasks) {}

  /** Something that an upstream says, and where. */
  private record Said<T>(String key, T value) {}

  /**
   * @param sharing whose budget each upstream shares since the start; what is written of it counts
   *     from the next one on. Empty at the start itself
   */
  BudgetLimits(BudgetConfig config, Layout layout, Reading reading, Map<String, String> sharing) {
    this.config = config;
    this.layout = layout;
    this.reading = reading;
    for (String upstream : layout.upstreams()) {
      String written = budgetOf(upstream);
      members
          .computeIfAbsent(sharing.getOrDefault(upstream, written), name -> new TreeSet<>())
          .add(upstream);
    }
    members.forEach((budget, upstreams) -> all.put(budget, limits(budget, upstreams)));
  }

  /** By budget. */
  Map<String, Limits> all() {
    return all;
  }

  /** The upstreams of each budget. */
  Map<String, Set<String>> members() {
    return members;
  }

  private String budgetOf(String upstream) {
    String own = layout.isSandbox(upstream) ? Layout.SANDBOX : upstream;
    Optional<String> named =
        upstream(upstream)
            .flatMap(BudgetConfig.Upstream::budget)
            .map(String::trim)
            .filter(name -> !name.equals(own));
    String key = key(upstream) + ".budget";
    if (named.isPresent() && (layout.isSandbox(upstream) || named.get().equals(Layout.SANDBOX))) {
      reading.problems().add(key, "the built-in upstream shares its budget with nobody");
      return own;
    }
    return reading.read(
        key,
        named,
        "1 to 64 letters, digits, dots, underscores and hyphens",
        own,
        name ->
            name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") ? Optional.of(name) : Optional.empty());
  }

  private Limits limits(String budget, Set<String> upstreams) {
    List<Said<List<RateWindow>>> windows = new ArrayList<>();
    List<Said<Long>> tasks = new ArrayList<>();
    for (String name : upstreams) {
      windows(name).ifPresent(windows::add);
      tasks(name).ifPresent(tasks::add);
    }
    Optional<Said<List<RateWindow>>> said = agreed(budget, windows);
    String where = said.map(Said::key).orElse(key(upstreams.iterator().next()) + ".windows");
    Lanes lanes =
        lanes(
            where, said.map(Said::value).orElseGet(() -> usual(budget, upstreams, where).windows));
    return new Limits(
        lanes,
        agreed(budget, tasks)
            .map(Said::value)
            .orElseGet(
                () ->
                    usual(budget, upstreams, key(upstreams.iterator().next()) + ".concurrent-tasks")
                        .tasks));
  }

  /** Members may not contradict each other. */
  private <T> Optional<Said<T>> agreed(String budget, List<Said<T>> all) {
    for (Said<T> other : all) {
      if (!other.value.equals(all.get(0).value)) {
        reading
            .problems()
            .add(
                other.key,
                "contradicts %s: both share the budget %s; say it once, or the same"
                    .formatted(all.get(0).key, budget));
      }
    }
    return all.stream().findFirst();
  }

  private Lanes lanes(String key, List<RateWindow> windows) {
    try {
      return Lanes.of(windows);
    } catch (IllegalArgumentException impossible) {
      reading.problems().add(key, "cannot be kept: " + impossible.getMessage());
      return Lanes.of(List.of(A_MINUTE));
    }
  }

  private Optional<Said<List<RateWindow>>> windows(String name) {
    Optional<String> perMinute = upstream(name).flatMap(BudgetConfig.Upstream::requestsPerMinute);
    Optional<List<String>> windows = upstream(name).flatMap(BudgetConfig.Upstream::windows);
    String key = key(name);
    if (windows.isPresent()) {
      if (perMinute.isPresent()) {
        reading
            .problems()
            .add(key + ".windows", "stands beside requests-per-minute; write one of them");
      }
      return Optional.of(new Said<>(key + ".windows", windows(key, windows.get())));
    }
    if (perMinute.isPresent()) {
      String at = key + ".requests-per-minute";
      long requests = reading.count(at, perMinute, 1, 100_000_000, A_MINUTE.limit());
      return Optional.of(new Said<>(at, List.of(new RateWindow(requests, A_MINUTE.length()))));
    }
    Optional<List<String>> enforced =
        name.equals(Layout.SANDBOX) ? config.sandbox().windows() : Optional.empty();
    return enforced.map(
        list -> new Said<>("sluice.sandbox.windows", windows("sluice.sandbox", list)));
  }

  private List<RateWindow> windows(String key, List<String> written) {
    List<RateWindow> windows = new ArrayList<>();
    for (String each : written) {
      windows.add(
          reading.read(
              key + ".windows",
              Optional.of(each),
              RateWindow.ALLOWED,
              A_MINUTE,
              RateWindow::parse));
    }
    return windows;
  }

  private Optional<Said<Long>> tasks(String name) {
    Optional<String> own = upstream(name).flatMap(BudgetConfig.Upstream::concurrentTasks);
    boolean enforced = own.isEmpty() && name.equals(Layout.SANDBOX);
    Optional<String> said = enforced ? config.sandbox().concurrentTasks() : own;
    String key = (enforced ? "sluice.sandbox" : key(name)) + ".concurrent-tasks";
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(new Said<>(key, reading.count(key, said, 1, 1_000_000, APIXO.tasks)));
  }

  private Usual usual(String budget, Set<String> upstreams, String key) {
    List<Usual> usual = upstreams.stream().map(this::usual).distinct().toList();
    if (usual.size() > 1) {
      reading
          .problems()
          .add(key, "is missing: the vendors that share the budget " + budget + " differ in it");
    }
    return usual.get(0);
  }

  private Usual usual(String upstream) {
    return !layout.isSandbox(upstream) && layout.dialect(upstream).equals("kie") ? KIE : APIXO;
  }

  private Optional<BudgetConfig.Upstream> upstream(String name) {
    return Optional.ofNullable(config.upstreams().get(name));
  }

  private static String key(String upstream) {
    return "sluice.upstreams." + upstream;
  }
}
