package dev.sluice.upstream;

import dev.sluice.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Whether submits are sent to one upstream at all, as this replica has seen it.
 *
 * <p>It opens where, of the last calls, too large a share failed or was slow; then nothing is sent
 * for a while. After that a single submit at a time tries: the first that is answered closes it,
 * one that fails opens it again. Counting and states are Resilience4j's; here is who may try, and
 * what is no testimony:
 *
 * <ul>
 *   <li>What was let in before the last change of state says nothing about the new state.
 *   <li>One team alone opens it for nobody else ({@link Witnesses}), and where its try has failed
 *       the next one is another team's, for as long as a circuit stays open.
 * </ul>
 *
 * <p>Several threads may meet here.
 */
final class Circuit {

  /** The ordinal is the metric. */
  enum State {
    CLOSED,
    HALF_OPEN,
    OPEN
  }

  private static final Logger LOG = Logger.getLogger(Circuit.class);

  /** How long to stay away while somebody else tries. */
  private static final Duration A_TRY = Duration.ofSeconds(1);

  private static final Exception FAILURE = new Failure();

  private final String upstream;
  private final CircuitSetting setting;
  private final Ticker ticker;
  private final CircuitBreaker breaker;
  private final Witnesses witnesses;
  private State state = State.CLOSED;
  private long generation = 1;
  private long openedAt;
  private boolean trying;
  private Optional<String> failedLast = Optional.empty();

  Circuit(String upstream, CircuitSetting setting, Ticker ticker) {
    this.upstream = upstream;
    this.setting = setting;
    this.ticker = ticker;
    this.breaker = CircuitBreaker.of(upstream, rules(setting, ticker));
    this.witnesses = new Witnesses(setting.open());
  }

  private static CircuitBreakerConfig rules(CircuitSetting setting, Ticker ticker) {
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            setting.calls(), setting.least(), CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
        .failureRateThreshold((float) (100 * setting.failures()))
        .waitDurationInOpenState(setting.open())
        .permittedNumberOfCallsInHalfOpenState(1)
        .maxWaitDurationInHalfOpenState(Duration.ZERO)
        .automaticTransitionFromOpenToHalfOpenEnabled(false)
        .clock(elapsed(ticker))
        .currentTimestampFunction(clock -> ticker.nanos(), TimeUnit.NANOSECONDS)
        .build();
  }

  /** The ticker as the library wants to read it: its instants mean nothing, only differences do. */
  private static Clock elapsed(Ticker ticker) {
    long origin = ticker.nanos();
    InstantSource source = () -> Instant.EPOCH.plusNanos(ticker.nanos() - origin);
    return source.withZone(ZoneOffset.UTC);
  }

  /** A pass for one send of this team's; it holds nothing yet. */
  Pass pass(String team) {
    return new Pass(this, team);
  }

  /** What takes longer counts as failed. */
  Duration slow() {
    return setting.slow();
  }

  synchronized State state() {
    return state;
  }

  /** Until when nothing is sent, from now on; zero where something is, or may be tried. */
  synchronized Duration rest() {
    return rest(setting.open());
  }

  /**
   * Whether a submit of this team would be let in now; takes nothing.
   *
   * @return when to come back, where it would not
   */
  synchronized Optional<Duration> look(String team) {
    boolean yields = failedLast.filter(team::equals).isPresent();
    Duration rest = rest(yields ? setting.open().multipliedBy(2) : setting.open());
    if (rest.isZero()) {
      return trying ? Optional.of(A_TRY) : Optional.empty();
    }
    return Optional.of(rest);
  }

  /**
   * Lets one send in, or not. What was let in says what became of it, and leaves.
   *
   * @return when to come back, where it is not let in
   */
  synchronized Optional<Duration> enter(Pass pass) {
    Optional<Duration> after = look(pass.team);
    if (after.isPresent()) {
      return after;
    }
    boolean permitted = breaker.tryAcquirePermission();
    notice();
    if (!permitted) {
      return Optional.of(A_TRY);
    }
    trying = state == State.HALF_OPEN;
    pass.generation = generation;
    return Optional.empty();
  }

  /** Says what became of what was sent under this pass. */
  synchronized void report(Pass pass, boolean good) {
    if (pass.generation != generation) {
      return;
    }
    pass.generation = Pass.NONE;
    boolean tried = state == State.HALF_OPEN;
    if (good) {
      witnesses.succeeded(pass.team, ticker.nanos());
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    } else if (witnesses.failed(pass.team, ticker.nanos()) || tried) {
      breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
    }
    failedLast = tried && !good ? Optional.of(pass.team) : failedLast;
    notice();
  }

  /** The pass is not used any more. A try that was never sent is given back. */
  synchronized void leave(Pass pass) {
    if (pass.generation == generation && state == State.HALF_OPEN) {
      breaker.releasePermission();
      trying = false;
    }
    pass.generation = Pass.NONE;
  }

  private Duration rest(Duration open) {
    if (state != State.OPEN) {
      return Duration.ZERO;
    }
    Duration rest = open.minusNanos(ticker.nanos() - openedAt);
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private void notice() {
    State now =
        switch (breaker.getState()) {
          case OPEN, FORCED_OPEN -> State.OPEN;
          case HALF_OPEN -> State.HALF_OPEN;
          case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    if (now == state) {
      return;
    }
    State before = state;
    state = now;
    generation++;
    trying = false;
    switch (now) {
      case OPEN -> {
        openedAt = ticker.nanos();
        LOG.warnf(
            "circuit-open upstream=%s from=%s seconds=%.1f",
            upstream, before == State.CLOSED ? "closed" : "half-open", seconds(setting.open()));
      }
      case HALF_OPEN -> LOG.infof("circuit-half-open upstream=%s", upstream);
      case CLOSED -> {
        failedLast = Optional.empty();
        LOG.infof("circuit-closed upstream=%s", upstream);
      }
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** What every failure is to the library; never thrown. */
  private static final class Failure extends Exception {
    private Failure() {
      super("failed", null, false, false);
    }
  }
}
