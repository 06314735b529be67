package dev.sluice.deferral;

import dev.sluice.deferral.DeferredEnds.Why;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.State;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The deferred submits that this replica has claimed, each walking the rest of the path. What the
 * path cannot serve for now rests for as long as the refusal says, at most half a minute, and walks
 * again; everything else is said to the queue, again and again until it has heard it.
 */
final class Walks {

  private static final Logger LOG = Logger.getLogger(Walks.class);
  private static final Duration LEAST_REST = Duration.ofSeconds(1);
  private static final Duration MOST_REST = Duration.ofSeconds(30);
  private static final Duration MOST_REST_AFTER_NO = Duration.ofMinutes(5);

  /**
   * How often an upstream may say that it cannot serve a submit just now: each rest is twice as
   * long as the one before, about a quarter of an hour together. What it says then counts.
   */
  private static final int MOST_NOS = 9;

  private static final Why NOT_TAKEN =
      new Why("NOT_SENT", "The gateway does not take this task any more.", "failed");

  private final DeferredQueue queue;
  private final TurnPassages passages;
  private final Supplier<PromotionWay> way;
  private final DeferredEnds ends;
  private final Meters meters;
  private final Timers timers;
  private final Persistence persistence;
  private final Map<String, Walk> walks = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /**
   * @param way is asked for when the first one walks
   */
  Walks(
      DeferredQueue queue,
      TurnPassages passages,
      Supplier<PromotionWay> way,
      DeferredEnds ends,
      Meters meters,
      Timers timers) {
    this.queue = queue;
    this.passages = passages;
    this.way = way;
    this.ends = ends;
    this.meters = meters;
    this.timers = timers;
    this.persistence = new Persistence(timers);
  }

  /** The ids of all that are here. */
  Set<String> ids() {
    return Set.copyOf(walks.keySet());
  }

  /** What their bodies weigh, by team. */
  Map<String, Long> bytes() {
    return walks.values().stream()
        .map(Walk::submit)
        .collect(
            Collectors.groupingBy(
                Deferred::team, Collectors.summingLong(submit -> submit.body().length)));
  }

  /**
   * Lets one walk.
   *
   * @param gone hears of it when it is here no more
   */
  void begin(Claim claim, Consumer<Deferred> gone) {
    Walk walk = new Walk(claim, gone);
    Walk before = walks.put(claim.submit().id(), walk);
    if (before != null) {
      before.stop();
    }
    walk.go();
  }

  /** What has not been sent is put back; what is on its way ends as it does. */
  void stop() {
    stopped = true;
    walks.values().forEach(Walk::stop);
  }

  /** One. */
  private final class Walk {
    private volatile Claim claim;
    private volatile Departure departure;
    private final Consumer<Deferred> gone;
    private volatile @Nullable Passage passage;
    private volatile Timers.Alarm rest = () -> {};
    private volatile boolean rests;
    private volatile int nos;

    private Walk(Claim claim, Consumer<Deferred> gone) {
      this.claim = claim;
      this.departure = new Departure(claim);
      this.gone = gone;
    }

    private Deferred submit() {
      return claim.submit();
    }

    private void go() {
      try {
        walk();
      } catch (RuntimeException surprise) {
        LOG.errorf(surprise, "deferred-walk-failed id=%s", submit().id());
        fail(NOT_TAKEN);
      }
    }

    private void walk() {
      rests = false;
      if (stopped) {
        putBack();
        return;
      }
      if (passages.late(submit())) {
        fail(Why.of(claim));
        return;
      }
      passages.of(departure).ifPresentOrElse(this::walk, () -> fail(NOT_TAKEN));
    }

    private void walk(Passage on) {
      passage = on;
      way.get()
          .walk(on)
          .subscribe()
          .with(
              answer -> walked(on, answer),
              failure -> {
                LOG.errorf(failure, "deferred-walk-failed id=%s", submit().id());
                putBack();
              });
      if (stopped) {
        on.depart();
      }
    }

    private void walked(Passage on, Answer answer) {
      switch (on.started()) {
        case YES -> {
          meters.deferral(submit().team(), "sent");
          persistence.until(() -> queue.finish(claim), done -> end());
        }
        case UNKNOWN -> {
          LOG.warnf("deferred-unknown team=%s id=%s", submit().team(), submit().id());
          persistence.until(() -> queue.doubt(claim), done -> end());
        }
        case NEVER_SENT, NO -> unserved(on, answer);
      }
    }

    private void unserved(Passage on, Answer answer) {
      Optional<Duration> after = Shortage.any(on, answer);
      if (Shortage.isTheUpstreams(answer) && departure.said()) {
        nos++;
      }
      if (departure.lost()) {
        end();
      } else if (after.isEmpty() || nos > MOST_NOS) {
        fail(why(answer));
      } else if (stopped || on.departed()) {
        putBack();
      } else {
        rest(nos == 0 ? after.get() : LEAST_REST.multipliedBy(1L << nos));
      }
    }

    /** What a submit that is not deferred would have been answered. */
    private Why why(Answer answer) {
      if (answer instanceof Refused refused) {
        return new Why(
            Integer.toString(refused.refusal().reason().status()),
            refused.refusal().detail(),
            "failed");
      }
      Relayed relayed = (Relayed) answer;
      Dialect door = Dialects.named(submit().door());
      return new Why(
          Integer.toString(door.code(relayed.status(), relayed.body())),
          door.sentence(relayed.body()).orElse("The upstream refused the task."),
          "failed");
    }

    /** Walks again when that may help. The queue knows it as claimed, and keeps its body, again. */
    private void rest(Duration after) {
      if (departure.said()) {
        String fresh = UUID.randomUUID().toString();
        persistence.until(
            () -> queue.stay(claim, fresh),
            stays -> {
              if (stays) {
                claim = new Claim(submit(), fresh, State.CLAIMED);
                departure = new Departure(claim);
                rest(after);
              } else {
                end();
              }
            });
        return;
      }
      rests = true;
      rest = timers.after(within(after), this::go);
      if (stopped) {
        stop();
      }
    }

    private Duration within(Duration after) {
      Duration most = nos == 0 ? MOST_REST : MOST_REST_AFTER_NO;
      Duration left = passages.left(submit());
      Duration rest = after.compareTo(most) > 0 ? most : after;
      rest = rest.compareTo(left) > 0 ? left : rest;
      return rest.compareTo(LEAST_REST) < 0 ? LEAST_REST : rest;
    }

    private void fail(Why why) {
      persistence.until(() -> ends.end(claim, why), done -> end());
    }

    private void putBack() {
      persistence.until(() -> queue.putBack(claim), done -> end());
    }

    private void end() {
      if (walks.remove(submit().id(), this)) {
        gone.accept(submit());
      }
    }

    private void stop() {
      Passage on = passage;
      if (on != null) {
        on.depart();
      }
      rest.cancel();
      if (rests) {
        putBack();
      }
    }
  }
}
