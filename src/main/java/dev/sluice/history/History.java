package dev.sluice.history;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What happened in the last quarter of an hour, at all replicas. Read when somebody asks, and for
 * however many at most once a second; while the store cannot be asked, what is known here is told.
 */
public final class History {

  /** How old what is told of other replicas may be, besides the step that runs. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** By then every replica has told of a step that is over. */
  private static final Duration TOLD = Duration.ofMillis(1500);

  /** Steps of which a replica may have told late. */
  private static final int LATE = 3;

  /** After so long all steps are read again, for what was told later still. */
  private static final Duration ALL_AGAIN = Duration.ofMinutes(1);

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private final Samples samples;
  private final Sampler sampler;
  private final Function<String, Presence.Waiting> here;
  private final Clock clock;
  private final TreeMap<Long, Sample> known = new TreeMap<>();
  private long readAt = Long.MIN_VALUE;
  private long readAllAt = Long.MIN_VALUE;
  private long readAfter = -1;
  private Optional<Uni<Void>> reading = Optional.empty();

  /**
   * @param here who of a team waits at this replica
   */
  History(Samples samples, Sampler sampler, Function<String, Presence.Waiting> here, Clock clock) {
    this.samples = samples;
    this.sampler = sampler;
    this.here = here;
    this.clock = clock;
  }

  /**
   * Refusals of one team by one limit within one minute.
   *
   * @param at when the last of them was
   * @param detail what was said with it
   */
  public record Refused(Instant at, String team, String policy, long count, String detail) {}

  /** The steps that are over and told of by all replicas, the oldest first. Never fails. */
  public Uni<List<Sample>> ended() {
    return fresh().map(done -> endedNow());
  }

  /** All that is known: the same, and what this replica has not told of yet. Never fails. */
  public Uni<List<Sample>> whole() {
    return fresh().map(done -> wholeNow());
  }

  /**
   * Refusals, the last ones first.
   *
   * @param team whose; empty for all
   */
  public Uni<List<Refused>> refusals(Optional<String> team, int most) {
    return whole().map(all -> refusals(all, team, most));
  }

  /**
   * Who waits, at all replicas: here as of now, elsewhere as of the last step that is over. Reads
   * nothing.
   */
  public Presence.Waiting waiting(String team) {
    Presence.Waiting own = here.apply(team);
    List<Sample> ended = endedNow();
    if (ended.isEmpty() || ended.get(ended.size() - 1).step() < lastTold() - 1) {
      return own;
    }
    Sample last = ended.get(ended.size() - 1);
    TeamSample all = last.of(team);
    int told = sampler.added(last.step()).map(sample -> sample.of(team).waiting()).orElse(0);
    int elsewhere = Math.max(0, all.waiting() - told);
    Duration longest = Duration.ofMillis(elsewhere > 0 ? all.longestMillis() : 0);
    return new Presence.Waiting(
        own.count() + elsewhere, longest.compareTo(own.longest()) > 0 ? longest : own.longest());
  }

  static List<Refused> refusals(List<Sample> all, Optional<String> only, int most) {
    Map<List<Object>, Refusals> byMinute = new HashMap<>();
    for (Sample sample : all) {
      sample
          .teams()
          .forEach(
              (team, part) -> {
                if (only.isEmpty() || only.get().equals(team)) {
                  part.refused()
                      .forEach(
                          (policy, more) ->
                              byMinute.merge(
                                  List.of(more.lastMillis() / MINUTE, team, policy),
                                  more,
                                  Refusals::and));
                }
              });
    }
    return byMinute.entrySet().stream()
        .sorted(Comparator.comparingLong(each -> -each.getValue().lastMillis()))
        .limit(most)
        .map(
            each ->
                new Refused(
                    Instant.ofEpochMilli(each.getValue().lastMillis()),
                    (String) each.getKey().get(1),
                    (String) each.getKey().get(2),
                    each.getValue().count(),
                    each.getValue().words()))
        .toList();
  }

  private synchronized List<Sample> endedNow() {
    return List.copyOf(known.headMap(lastTold(), true).values());
  }

  private synchronized List<Sample> wholeNow() {
    TreeMap<Long, Sample> all = new TreeMap<>(known);
    sampler.own().forEach(own -> all.merge(own.step(), own, Sample::and));
    return List.copyOf(all.tailMap(first(), true).values());
  }

  private long lastTold() {
    return Sample.stepOf(clock.millis() - TOLD.toMillis()) - 1;
  }

  private long first() {
    return Sample.stepOf(clock.millis()) - Sample.STEPS;
  }

  /** Reads what is new; completes at once where that was done a moment ago. */
  private Uni<Void> fresh() {
    return Uni.createFrom().deferred(this::read);
  }

  private Uni<Void> read() {
    Uni<Void> read;
    synchronized (this) {
      long now = clock.millis();
      if (reading.isPresent()) {
        return reading.get();
      }
      boolean sinceAdded = sampler.additions() != readAfter;
      if (!sinceAdded && readAt != Long.MIN_VALUE && within(now - readAt, FRESH)) {
        return Uni.createFrom().voidItem();
      }
      boolean all = readAllAt == Long.MIN_VALUE || !within(now - readAllAt, ALL_AGAIN);
      long from = all || known.isEmpty() ? first() : Math.max(first(), known.lastKey() - LATE);
      long additions = sampler.additions();
      read =
          samples
              .between(from, from + Sample.STEPS)
              .invoke(told -> heard(told, now, all, additions))
              .onFailure()
              .recoverWithItem(() -> missed(now))
              .replaceWithVoid()
              .onItemOrFailure()
              .invoke((nothing, failure) -> done())
              .memoize()
              .indefinitely();
      reading = Optional.of(read);
    }
    return read;
  }

  private static boolean within(long millis, Duration most) {
    return millis >= 0 && millis < most.toMillis();
  }

  private synchronized void heard(List<Sample> told, long now, boolean all, long additions) {
    told.forEach(sample -> known.put(sample.step(), sample));
    known.headMap(first()).clear();
    readAt = now;
    readAllAt = all ? now : readAllAt;
    readAfter = additions;
  }

  /** Not asked again at once: what is known stands. */
  private synchronized List<Sample> missed(long now) {
    known.headMap(first()).clear();
    readAt = now;
    readAfter = sampler.additions();
    return List.of();
  }

  private synchronized void done() {
    reading = Optional.empty();
  }

  /** The teams of which anything is told. */
  public static TreeSet<String> teams(List<Sample> all) {
    TreeSet<String> teams = new TreeSet<>();
    all.forEach(sample -> teams.addAll(sample.teams().keySet()));
    return teams;
  }

  /** Submits of a team that were sent in the last so many steps, the running one among them. */
  public static long sent(List<Sample> all, String team, int steps) {
    long first = all.isEmpty() ? 0 : all.get(all.size() - 1).step() - steps + 1;
    return all.stream()
        .filter(sample -> sample.step() >= first)
        .mapToLong(sample -> sample.of(team).sent())
        .sum();
  }
}
