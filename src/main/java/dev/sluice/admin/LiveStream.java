package dev.sluice.admin;

import dev.sluice.history.Sample;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Tells all who listen how everything stands, by one look a second for all of them, and none where
 * nobody listens. Who reads slowly is told the last overview only, and is let go when he is too far
 * behind; who may not listen any more is let go within five seconds. Several threads may meet here.
 */
final class LiveStream {

  private static final Logger LOG = Logger.getLogger(LiveStream.class);

  /** How many may listen. */
  static final int MOST = 50;

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  /** Seconds between two looks at whether a listener may still listen. */
  private static final int DOOR = 5;

  /** Seconds between two signs of life. */
  private static final int STILL_HERE = 10;

  /** Seconds after which a listener that takes nothing is let go. */
  private static final int STUCK = 30;

  /** Steps back in which a part that another replica wrote late is told again. */
  private static final int LATE = 6;

  private final LiveFeed feed;
  private final Predicate<Optional<String>> admitted;
  private final Timers timers;
  private final Draining draining;
  private final List<Listener> listeners = new ArrayList<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private Timers.Alarm alarm = () -> {};
  private List<Sample> lately = List.of();
  private long seconds;

  /**
   * @param admitted whether who shows this may listen
   */
  LiveStream(
      LiveFeed feed, Predicate<Optional<String>> admitted, Timers timers, Draining draining) {
    this.feed = feed;
    this.admitted = admitted;
    this.timers = timers;
    this.draining = draining;
    draining.onBegin(this::end);
  }

  /** One that listens. */
  private static final class Listener {
    final Mailbox mailbox = new Mailbox();
    final Optional<String> authorization;
    final Runnable cut;

    /** The end of the last sample that it was told, Unix milliseconds; before the history none. */
    Optional<Long> told = Optional.empty();

    Listener(Optional<String> authorization, Runnable cut) {
      this.authorization = authorization;
      this.cut = cut;
    }
  }

  /**
   * Listens, until the subscription is cancelled or the gateway is about to stop.
   *
   * @param authorization of who listens, who was let in by it
   * @param since the end of the last sample that he knows, Unix milliseconds
   * @param cut closes the connection of one that does not read what it is sent
   * @throws RefusedException 503 where as many listen as may, or the gateway is about to stop
   */
  Multi<LiveEvent> join(Optional<String> authorization, Optional<Long> since, Runnable cut) {
    Listener listener = new Listener(authorization, cut);
    enter(listener);
    listener.mailbox.offer(LiveEvent.OPENING);
    feed.samples()
        .subscribe()
        .with(samples -> begin(listener, samples, since.orElse(0L)), this::failed);
    return Multi.createBy()
        .repeating()
        .uni(listener.mailbox::next)
        .until(event -> event.kind() == LiveEvent.Kind.END)
        .onTermination()
        .invoke(() -> leave(listener));
  }

  private synchronized void enter(Listener listener) {
    if (draining.begun() || listeners.size() >= MOST) {
      throw new RefusedException(
          Refusal.of(
                  Reason.UNAVAILABLE,
                  draining.begun()
                      ? "This gateway is stopping. Another one answers."
                      : "As many dashboards listen as may. Close one, or come back later.")
              .retryAfter(COME_BACK));
    }
    if (listeners.isEmpty()) {
      seconds = 0;
      alarm = timers.every(SECOND, this::look);
    }
    listeners.add(listener);
  }

  private synchronized void leave(Listener listener) {
    if (listeners.remove(listener) && listeners.isEmpty()) {
      alarm.cancel();
    }
  }

  private synchronized List<Listener> all() {
    return List.copyOf(listeners);
  }

  /** How many listen. */
  synchronized int listening() {
    return listeners.size();
  }

  private void end() {
    all().forEach(listener -> listener.mailbox.end());
  }

  private void begin(Listener listener, List<Sample> samples, long since) {
    List<Sample> newer = samples.stream().filter(one -> one.endMillis() > since).toList();
    listener.mailbox.offer(feed.history(newer));
    synchronized (this) {
      listener.told =
          Optional.of(newer.isEmpty() ? since : newer.get(newer.size() - 1).endMillis());
    }
    tellOverview(List.of(listener));
  }

  private void look() {
    seconds++;
    List<Listener> now = all();
    if (seconds % DOOR == 0) {
      now.forEach(this::check);
    }
    now.forEach(this::dropIfStuck);
    if (seconds % STILL_HERE == 0) {
      now.forEach(listener -> tell(listener, LiveEvent.STILL_HERE));
    }
    if (looking.compareAndSet(false, true)) {
      feed.samples()
          .invoke(samples -> tellSamples(now, samples))
          .chain(samples -> feed.overview())
          .onTermination()
          .invoke(() -> looking.set(false))
          .subscribe()
          .with(overview -> now.forEach(listener -> tell(listener, overview)), this::failed);
    }
  }

  private void check(Listener listener) {
    if (!admitted.test(listener.authorization)) {
      listener.mailbox.end();
    }
  }

  private void dropIfStuck(Listener listener) {
    if (listener.mailbox.waited() > STUCK) {
      drop(listener);
    }
  }

  private void drop(Listener listener) {
    LOG.info("dashboard-let-go");
    leave(listener);
    listener.mailbox.end();
    listener.cut.run();
  }

  private void tellOverview(List<Listener> to) {
    feed.overview()
        .subscribe()
        .with(overview -> to.forEach(listener -> tell(listener, overview)), this::failed);
  }

  private void tellSamples(List<Listener> to, List<Sample> samples) {
    Map<Long, LiveEvent> written = new HashMap<>();
    Set<Long> grown = grown(samples);
    for (Listener listener : to) {
      for (Sample sample : newFor(listener, samples, grown)) {
        tell(listener, written.computeIfAbsent(sample.step(), step -> feed.sample(sample)));
      }
    }
  }

  /** The steps of late that have more in them than at the look before. */
  private synchronized Set<Long> grown(List<Sample> samples) {
    Set<Long> grown = new HashSet<>();
    List<Sample> late = samples.subList(Math.max(0, samples.size() - LATE), samples.size());
    for (Sample before : lately) {
      late.stream()
          .filter(now -> now.step() == before.step() && !now.equals(before))
          .forEach(now -> grown.add(now.step()));
    }
    lately = List.copyOf(late);
    return grown;
  }

  /** Those that it was not told yet, or not whole; it is told them now. */
  private synchronized List<Sample> newFor(
      Listener listener, List<Sample> samples, Set<Long> grown) {
    if (listener.told.isEmpty() || samples.isEmpty()) {
      return List.of();
    }
    long told = listener.told.get();
    listener.told = Optional.of(Math.max(told, samples.get(samples.size() - 1).endMillis()));
    return samples.stream()
        .filter(sample -> sample.endMillis() > told || grown.contains(sample.step()))
        .toList();
  }

  private void tell(Listener listener, LiveEvent event) {
    if (!listener.mailbox.offer(event)) {
      drop(listener);
    }
  }

  private void failed(Throwable failure) {
    LOG.errorf("live stream: cause=%s", failure);
  }
}
