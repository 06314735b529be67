package dev.sluice.upstream;

import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** When the circuits of all upstreams open. */
@Singleton
final class CircuitSettings implements RoomSettings {

  private static final double FAILURES = 0.5;
  private static final int CALLS = 20;
  private static final Duration OPEN = Duration.ofSeconds(10);

  private final Problems problems = new Problems();
  private final Reading reading = new Reading(problems);
  private final Map<String, CircuitSetting> all = new TreeMap<>();

  CircuitSettings(UpstreamConfig config, UpstreamSettings upstreams) {
    upstreams
        .all()
        .forEach(
            (name, upstream) ->
                all.put(
                    name,
                    read(
                        "sluice.upstreams." + name + ".breaker",
                        Optional.ofNullable(config.upstreams().get(name))
                            .map(UpstreamConfig.Entry::breaker),
                        upstream.limits().timeout())));
  }

  /** By the upstream's name. */
  Map<String, CircuitSetting> all() {
    return Map.copyOf(all);
  }

  @Produces
  @Singleton
  static Live<CircuitSettings> judged(CircuitSettings first, Live<UpstreamSettings> upstreams) {
    return Live.untilTheNextStart(
        first,
        edition ->
            new CircuitSettings(edition.mapped(UpstreamConfig.class), edition.part(upstreams)));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  private CircuitSetting read(
      String at, Optional<UpstreamConfig.Breaker> written, Duration timeout) {
    return new CircuitSetting(
        failures(at + ".failures", written.flatMap(UpstreamConfig.Breaker::failures)),
        reading.duration(
            at + ".slow",
            written.flatMap(UpstreamConfig.Breaker::slow),
            Duration.ofMillis(10),
            timeout,
            timeout.multipliedBy(2).dividedBy(3)),
        (int)
            reading.count(
                at + ".calls", written.flatMap(UpstreamConfig.Breaker::calls), 4, 1000, CALLS),
        reading.duration(
            at + ".open",
            written.flatMap(UpstreamConfig.Breaker::open),
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            OPEN));
  }

  private double failures(String key, Optional<String> raw) {
    double share = reading.share(key, raw, FAILURES);
    if (share < 0.01) {
      problems.add(key, raw.orElse(""), "a percentage from 1% to 100%");
      return FAILURES;
    }
    return share;
  }
}
