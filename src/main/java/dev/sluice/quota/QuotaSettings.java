package dev.sluice.quota;

import dev.sluice.settings.Layout;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the teams' ceilings. */
@Singleton
public final class QuotaSettings implements RoomSettings {

  /** Submits a minute of the embedded default's team: few enough to see a refusal. */
  private static final String DEMO_PER_MINUTE = "60";

  private static final long MOST = 10_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Pattern WINDOW = Pattern.compile("(\\d{1,8})\\s*/\\s*(\\w{2,16})");

  private final Reading reading = new Reading(new Problems());
  private final Map<String, List<Ceiling>> ceilings = new HashMap<>();
  private final int waitingPerTeam;
  private final int waitingInAll;

  public QuotaSettings(QuotaConfig config, Layout layout) {
    for (String team : layout.teams()) {
      ceilings.put(team, read(team, Optional.ofNullable(config.teams().get(team)), layout.demo()));
    }
    // What is wrong with these two the room `budget` says, which reads them for itself.
    var silent = new Reading(new Problems());
    this.waitingPerTeam =
        (int)
            silent.count("sluice.waiting.per-team", config.waiting().perTeam(), 0, 1_000_000, 1000);
    this.waitingInAll =
        (int) silent.count("sluice.waiting.total", config.waiting().total(), 0, 1_000_000, 10_000);
  }

  @Override
  public Problems problems() {
    return reading.problems();
  }

  /** Every team's ceilings. */
  public Map<String, List<Ceiling>> ceilings() {
    return Collections.unmodifiableMap(ceilings);
  }

  int waitingPerTeam() {
    return waitingPerTeam;
  }

  int waitingInAll() {
    return waitingInAll;
  }

  private List<Ceiling> read(String team, Optional<QuotaConfig.TeamValues> values, boolean demo) {
    String at = "sluice.teams." + team;
    List<Ceiling> all = new ArrayList<>();
    Optional<String> perMinute = values.flatMap(QuotaConfig.TeamValues::requestsPerMinute);
    count(
            at + ".requests-per-minute",
            demo ? perMinute.or(() -> Optional.of(DEMO_PER_MINUTE)) : perMinute)
        .ifPresent(q -> all.add(new Ceiling("team-requests", q, Ceiling.MINUTE, false)));
    count(at + ".requests-per-day", values.flatMap(QuotaConfig.TeamValues::requestsPerDay))
        .ifPresent(q -> all.add(new Ceiling("team-requests-day", q, Ceiling.DAY, true)));
    count(at + ".tasks-per-day", values.flatMap(QuotaConfig.TeamValues::tasksPerDay))
        .ifPresent(q -> all.add(new Ceiling("team-tasks-day", q, Ceiling.DAY, true)));
    Set<String> policies = new HashSet<>();
    for (String text : values.flatMap(QuotaConfig.TeamValues::requestWindows).orElse(List.of())) {
      reading
          .read(
              at + ".request-windows",
              Optional.of(text),
              "submits and a window's length from 100ms to 1d, such as 20/10s, each length once",
              Optional.<Ceiling>empty(),
              window -> parse(window).filter(c -> policies.add(c.policy())).map(Optional::of))
          .ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  private Optional<Long> count(String key, Optional<String> raw) {
    return raw.isEmpty() ? Optional.empty() : Optional.of(reading.count(key, raw, 1, MOST, 1));
  }

  private static Optional<Ceiling> parse(String text) {
    Matcher match = WINDOW.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long quota = Long.parseLong(match.group(1));
    Duration window = Reading.durationOf(match.group(2));
    boolean right =
        quota >= 1
            && quota <= MOST
            && window.compareTo(SHORTEST) >= 0
            && window.compareTo(Ceiling.DAY) <= 0;
    return right
        ? Optional.of(new Ceiling("team-requests-" + match.group(2), quota, window, false))
        : Optional.empty();
  }
}
