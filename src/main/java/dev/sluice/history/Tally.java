package dev.sluice.history;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of requests, by team. Counting costs a look into a map and an addition.
 * Counts only grow; what is new since the last step is told by the difference, so that nothing is
 * lost between counting and reading. Many threads count, one takes.
 *
 * <p>Bounded: beyond {@link Sample#MOST_TEAMS} teams all are counted as one, until others have said
 * nothing for {@value #IDLE} steps.
 */
public final class Tally {

  /** Limits of one team that are told apart. */
  static final int MOST_POLICIES = 32;

  /** Characters of what is said with a refusal. */
  static final int MOST_WORDS = 300;

  private static final int IDLE = 12;
  private static final String OTHER_POLICIES = "others";

  private final Clock clock;
  private final Map<String, Counts> teams = new ConcurrentHashMap<>();

  /** Taken out of the map; a thread that found one before may still count on it. */
  private Map<String, Counts> leaving = Map.of();

  public Tally(Clock clock) {
    this.clock = clock;
  }

  /** A submit of this team was sent. */
  public void sent(String team) {
    of(team).sent.increment();
  }

  /**
   * A request of this team was refused by a limit.
   *
   * @param words what was said: the gateway's own sentence, without anything that was asked
   */
  public void refused(String team, String policy, String words) {
    of(team).refused(policy, words, clock.millis());
  }

  /** What was counted since the last taking. */
  synchronized Map<String, TeamSample> look() {
    return differences(false);
  }

  /** The same, and begins anew; to be called by one thread at a time, once a step. */
  synchronized Map<String, TeamSample> take() {
    Map<String, TeamSample> taken = differences(true);
    List<String> idle = new ArrayList<>();
    teams.forEach(
        (team, counts) -> {
          counts.idle = taken.containsKey(team) ? 0 : counts.idle + 1;
          if (counts.idle >= IDLE) {
            idle.add(team);
          }
        });
    Map<String, Counts> gone = new TreeMap<>();
    for (String team : idle) {
      Counts counts = teams.remove(team);
      if (counts != null) {
        gone.put(team, counts);
      }
    }
    leaving = gone;
    return taken;
  }

  private Map<String, TeamSample> differences(boolean take) {
    Map<String, TeamSample> all = new TreeMap<>();
    leaving.forEach((team, counts) -> tell(team, counts, take, all));
    teams.forEach((team, counts) -> tell(team, counts, take, all));
    return all;
  }

  private static void tell(String team, Counts counts, boolean take, Map<String, TeamSample> all) {
    TeamSample sample = counts.difference(take);
    if (sample.sent() > 0 || !sample.refused().isEmpty()) {
      all.merge(team, sample, TeamSample::and);
    }
  }

  private Counts of(String team) {
    Counts known = teams.get(team);
    if (known != null) {
      return known;
    }
    String name = teams.size() < Sample.MOST_TEAMS ? team : Sample.OTHERS;
    return teams.computeIfAbsent(name, fresh -> new Counts());
  }

  /** A count that is read by its growth. */
  private static class Growing {
    final LongAdder count = new LongAdder();
    private long taken;

    long difference(boolean take) {
      long now = count.sum();
      long more = now - taken;
      taken = take ? now : taken;
      return more;
    }

    void increment() {
      count.increment();
    }
  }

  private static final class Policy extends Growing {
    private volatile @Nullable Refusals last;
  }

  private static final class Counts {
    private final Growing sent = new Growing();
    private final Map<String, Policy> refused = new ConcurrentHashMap<>();
    private int idle;

    private void refused(String policy, String words, long now) {
      Policy counted = refused.get(policy);
      if (counted == null) {
        String name = refused.size() < MOST_POLICIES ? policy : OTHER_POLICIES;
        counted = refused.computeIfAbsent(name, fresh -> new Policy());
      }
      counted.last =
          new Refusals(
              1, now, words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS));
      counted.increment();
    }

    private TeamSample difference(boolean take) {
      Map<String, Refusals> more = new TreeMap<>();
      refused.forEach(
          (policy, counted) -> {
            long count = counted.difference(take);
            Refusals last = counted.last;
            if (count > 0 && last != null) {
              more.put(policy, new Refusals(count, last.lastMillis(), last.words()));
            }
          });
      return new TeamSample(sent.difference(take), more, 0, 0, Map.of());
    }
  }
}
