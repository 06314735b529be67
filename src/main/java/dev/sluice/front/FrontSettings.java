package dev.sluice.front;

import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The door's part of the configuration, checked. */
@Singleton
final class FrontSettings implements RoomSettings {

  private static final long MIB = 1024 * 1024;

  private final Problems problems = new Problems();
  private final BodyLimits limits;
  private final boolean accessLog;

  FrontSettings(FrontConfig config) {
    Reading reading = new Reading(problems);
    this.limits =
        new BodyLimits(
            reading.bytes("sluice.max-body", config.maxBody(), 1024, 32 * MIB, MIB),
            reading.duration(
                "sluice.body-timeout",
                config.bodyTimeout(),
                Duration.ofMillis(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30)));
    this.accessLog = reading.flag("sluice.access-log", config.accessLog(), false);
  }

  @Produces
  @Singleton
  static Live<FrontSettings> judged(FrontSettings first) {
    return Live.untilTheNextStart(
        first, edition -> new FrontSettings(edition.mapped(FrontConfig.class)));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  BodyLimits limits() {
    return limits;
  }

  /** Whether each request is a line in the log. */
  boolean accessLog() {
    return accessLog;
  }

  /**
   * What a request body may cost.
   *
   * @param mostBytes the largest body
   * @param complete how long it may take from the end of the header to its last byte
   */
  record BodyLimits(long mostBytes, Duration complete) {

    /** The largest body of an upstream's callback: an envelope, which may have 1 MiB. */
    long mostCallbackBytes() {
      return Math.max(MIB, mostBytes);
    }
  }
}
