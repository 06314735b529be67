package dev.sluice.task;

import dev.sluice.budget.UnknownHold;
import dev.sluice.upstream.Upstreams;
import java.time.Duration;
import java.util.Optional;

/**
 * Holds a slot of unknown outcome for the submit's timeout and twice the model's 99th percentile,
 * or 5 min where nothing was learned (law S7); or for as long as configuration says.
 */
final class LearnedHold implements UnknownHold {

  private static final Duration UNLEARNED = Duration.ofMinutes(5);

  private final Optional<Duration> configured;
  private final Paces paces;
  private final Upstreams upstreams;

  LearnedHold(Optional<Duration> configured, Paces paces, Upstreams upstreams) {
    this.configured = configured;
    this.paces = paces;
    this.upstreams = upstreams;
  }

  @Override
  public Duration of(String upstream, String model) {
    return configured.orElseGet(() -> learned(upstream, model));
  }

  private Duration learned(String upstream, String model) {
    return paces
        .known(upstream, model)
        .flatMap(pace -> pace.quantile(0.99))
        .map(worst -> upstreams.of(upstream).timeout().plus(worst.multipliedBy(2)))
        .orElse(UNLEARNED);
  }
}
