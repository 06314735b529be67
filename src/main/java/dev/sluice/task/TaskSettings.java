package dev.sluice.task;

import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** The task room's part of the configuration, checked. */
@Singleton
public final class TaskSettings implements RoomSettings {

  /** Whoever receives the callbacks reads and checks it; here it only matters whether it is set. */
  private static final String PREFIX = "sluice.tasks.";

  private static final Duration LEAST_PACE = Duration.ofMillis(50);
  private static final Duration MOST_AGE = Duration.ofDays(15);

  private final Problems problems = new Problems();
  private final TaskRules rules;
  private final boolean callbacks;
  private final boolean verifiesCallbacks;

  public TaskSettings(TaskConfig config) {
    this.callbacks = config.publicUrl().filter(url -> !url.isBlank()).isPresent();
    var written = config.tasks();
    var usual = TaskRules.defaults();
    var maxAges = new TreeMap<String, Duration>();
    written
        .maxAges()
        .forEach(
            (model, age) ->
                maxAges.put(
                    model, age("max-ages.\"" + model + "\"", Optional.of(age), usual.maxAge())));
    this.rules =
        new TaskRules(
            duration("retention", written.retention(), Duration.ZERO, MOST_AGE, usual.retention()),
            (int)
                new Reading(problems)
                    .count(
                        PREFIX + "memory-records",
                        written.memoryRecords(),
                        1,
                        10_000_000,
                        usual.memoryRecords()),
            age("max-age", written.maxAge(), usual.maxAge()),
            maxAges,
            new TaskRules.Pace(
                duration(
                    "first-check",
                    written.firstCheck(),
                    LEAST_PACE,
                    Duration.ofMinutes(10),
                    usual.pace().firstCheck()),
                duration(
                    "min-spacing",
                    written.minSpacing(),
                    LEAST_PACE,
                    CheckSchedule.MOST_SPACING,
                    usual.pace().minSpacing())),
            written
                .unknownHold()
                .map(
                    hold ->
                        duration(
                            "unknown-hold",
                            Optional.of(hold),
                            Duration.ofMillis(1),
                            MOST_AGE,
                            Duration.ofMinutes(5))));
    this.verifiesCallbacks =
        new Reading(problems)
            .flag("sluice.webhooks.verify-callbacks", config.webhooks().verifyCallbacks(), false);
  }

  @Produces
  @Singleton
  static Live<TaskSettings> judged(TaskSettings first) {
    return Live.untilTheNextStart(
        first, edition -> new TaskSettings(edition.mapped(TaskConfig.class)));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  /** What was read. */
  public TaskRules rules() {
    return rules;
  }

  /** Whether upstreams are asked to tell the gateway of ends. */
  boolean callbacks() {
    return callbacks;
  }

  /** Whether the status is read again before a callback is believed. */
  boolean verifiesCallbacks() {
    return verifiesCallbacks;
  }

  private Duration age(String member, Optional<String> raw, Duration fallback) {
    return duration(member, raw, Duration.ofSeconds(1), MOST_AGE, fallback);
  }

  private Duration duration(
      String member, Optional<String> raw, Duration least, Duration most, Duration fallback) {
    return new Reading(problems).duration(PREFIX + member, raw, least, most, fallback);
  }
}
