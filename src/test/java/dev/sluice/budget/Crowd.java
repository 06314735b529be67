package dev.sluice.budget;

import dev.sluice.budget.Claim.Need;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Teams that want more than there is: each has always ten claims that wait (or more), and all are
 * asked again at each drain.
 */
final class Crowd {

  private static final Duration DRAIN = Duration.ofMillis(50);

  private final Ledger ledger;
  private final TestTime time;
  private final List<String> teams;
  private final Map<String, Claim> waiting = new LinkedHashMap<>();
  private final Map<String, Integer> granted = new TreeMap<>();
  private long claims;
  private int atOnce = 10;

  Crowd(Ledger ledger, TestTime time, String... teams) {
    this.ledger = ledger;
    this.time = time;
    this.teams = List.of(teams);
  }

  /** With so many claims of each team that wait. */
  Crowd waiting(int each) {
    atOnce = each;
    return this;
  }

  /** For so long; each claim that is granted starts a task that runs so long. */
  void seconds(int seconds, Need need, Duration runs) {
    for (long i = 0; i < Duration.ofSeconds(seconds).dividedBy(DRAIN); i++) {
      time.advance(DRAIN);
      drain(need, runs);
    }
  }

  /** Asks once for everybody. */
  void drain(Need need, Duration runs) {
    for (String team : teams) {
      while (waiting.values().stream().filter(c -> c.team().equals(team)).count() < atOnce) {
        Claim claim = new Claim("crowd-" + claims++, team, need);
        waiting.put(claim.id(), claim);
      }
    }
    for (Verdict verdict : Now.of(ledger.admit(new ArrayList<>(waiting.values())))) {
      if (verdict instanceof Verdict.Granted grant) {
        granted.merge(waiting.remove(grant.id()).team(), 1, Integer::sum);
        start(grant.id(), need, runs);
      }
    }
  }

  private void start(String id, Need need, Duration runs) {
    Now.of(ledger.settle(id, Ending.STARTED, Duration.ofMinutes(5)));
    if (need == Need.TOKEN_AND_SLOT) {
      Now.of(ledger.bind(id, Bond.of("task-" + id), runs));
      time.after(runs, () -> Now.of(ledger.release(id)));
    }
  }

  /** Claims granted since the last time this was asked, by team. */
  Map<String, Integer> granted() {
    Map<String, Integer> all = new TreeMap<>(granted);
    granted.clear();
    return all;
  }

  /** The part of all that a team was granted. */
  static double part(Map<String, Integer> granted, String team) {
    double all = granted.values().stream().mapToInt(Integer::intValue).sum();
    return granted.getOrDefault(team, 0) / all;
  }
}
