package dev.sluice.history;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Makes a sample at the end of each step and adds it to the history. What cannot be added now is
 * kept for the next time, {@link Sample#STEPS} samples at most. Several threads may meet here.
 */
final class Sampler {

  private static final Logger LOG = Logger.getLogger(Sampler.class);

  /** A timer goes off a little early or late: a step is sure to be over by then. */
  private static final Duration AFTER = Duration.ofMillis(20);

  /** A calendar that was set back by less than this waits until it has come round again. */
  private static final int SET_BACK = 12;

  /** How many samples it remembers that were added. */
  private static final int REMEMBERED = 4;

  private final String replica;
  private final Tally tally;
  private final Supplier<Uni<Map<String, TeamSample>>> now;
  private final Samples samples;
  private final Timers timers;
  private final Clock clock;
  private final Deque<Sample> pending = new ArrayDeque<>();
  private final Deque<Sample> added = new ArrayDeque<>();
  private Timers.Alarm alarm = () -> {};
  private long last = Long.MIN_VALUE;
  private boolean adding;
  private boolean stopped;
  private long additions;

  /**
   * Where samples are made of, and go to.
   *
   * @param replica the name of this one
   * @param now how it stands here at this moment; see {@link Presence#now}
   */
  record Ends(
      String replica, Tally tally, Supplier<Uni<Map<String, TeamSample>>> now, Samples samples) {}

  Sampler(Ends ends, Timers timers, Clock clock) {
    this.replica = ends.replica();
    this.tally = ends.tally();
    this.now = ends.now();
    this.samples = ends.samples();
    this.timers = timers;
    this.clock = clock;
  }

  /** Begins; to be called once. */
  synchronized void start() {
    if (!stopped) {
      long step = Sample.STEP.toMillis();
      long left = step - Math.floorMod(clock.millis(), step);
      alarm = timers.after(Duration.ofMillis(left).plus(AFTER), this::tick);
    }
  }

  /** Tells of the step that has begun, as nobody will at its end. */
  void stop() {
    synchronized (this) {
      stopped = true;
      alarm.cancel();
    }
    enqueue(cut(Sample.stepOf(clock.millis()), tally.take(), Map.of()));
    add();
  }

  private void tick() {
    start();
    long over = Sample.stepOf(clock.millis()) - 1;
    synchronized (this) {
      if (over <= last && last - over < SET_BACK) {
        return;
      }
      last = over;
    }
    Map<String, TeamSample> counted = tally.take();
    now.get()
        .subscribe()
        .with(
            here -> end(cut(over, counted, here)),
            failure -> {
              LOG.errorf("sample incomplete: cause=%s", failure);
              end(cut(over, counted, Map.of()));
            });
  }

  private void end(Sample sample) {
    enqueue(sample);
    add();
  }

  /** The teams that did most are named, and no more than may be. */
  private static Sample cut(
      long step, Map<String, TeamSample> counted, Map<String, TeamSample> now) {
    Sample whole = new Sample(step, counted).and(new Sample(step, now));
    if (whole.teams().size() <= Sample.MOST_TEAMS) {
      return whole;
    }
    Map<String, TeamSample> named = new TreeMap<>();
    whole.teams().entrySet().stream()
        .sorted(Comparator.comparingLong(each -> -weight(each.getValue())))
        .forEach(
            each ->
                named.merge(
                    named.size() < Sample.MOST_TEAMS ? each.getKey() : Sample.OTHERS,
                    each.getValue(),
                    Sampler::asOne));
    return new Sample(step, named);
  }

  private static long weight(TeamSample team) {
    return team.sent()
        + team.refusals()
        + team.waiting()
        + team.slots().values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Of several teams' slots the sum stands, other than of one team's at several replicas. */
  private static TeamSample asOne(TeamSample one, TeamSample other) {
    Map<String, Integer> slots = new TreeMap<>(one.slots());
    other.slots().forEach((budget, used) -> slots.merge(budget, used, Integer::sum));
    TeamSample both = one.and(other);
    return new TeamSample(both.sent(), both.refused(), both.waiting(), both.longestMillis(), slots);
  }

  private synchronized void enqueue(Sample sample) {
    pending.addLast(sample);
    if (pending.size() > Sample.STEPS) {
      pending.removeFirst();
    }
  }

  private void add() {
    Sample next;
    synchronized (this) {
      if (adding || pending.isEmpty()) {
        return;
      }
      adding = true;
      next = pending.getFirst();
    }
    samples
        .add(replica, next)
        .subscribe()
        .with(
            done -> {
              added(next);
              add();
            },
            failure -> {
              LOG.debugf("sample kept back: step=%d cause=%s", next.step(), failure);
              rest();
            });
  }

  private synchronized void added(Sample sample) {
    adding = false;
    additions++;
    pending.remove(sample);
    added.addLast(sample);
    if (added.size() > REMEMBERED) {
      added.removeFirst();
    }
  }

  private synchronized void rest() {
    adding = false;
  }

  /** How many samples were added since the start. */
  synchronized long additions() {
    return additions;
  }

  /** What this replica knows and has not added yet, the step that runs among it. */
  synchronized List<Sample> own() {
    List<Sample> own = new ArrayList<>(pending);
    own.add(new Sample(Sample.stepOf(clock.millis()), tally.look()));
    return own;
  }

  /** What this replica has added to a step. */
  synchronized Optional<Sample> added(long step) {
    return added.stream().filter(sample -> sample.step() == step).findFirst();
  }
}
