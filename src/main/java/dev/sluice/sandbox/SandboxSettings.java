package dev.sluice.sandbox;

import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import dev.sluice.settings.SandboxKey;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads {@code sluice.sandbox} but for its key, which is {@link SandboxKey}'s. What cannot be read
 * is a problem and stands at its default.
 */
@Singleton
final class SandboxSettings implements RoomSettings {

  private static final String PREFIX = "sluice.sandbox.";
  private static final String KEY = "[\\x21-\\x7E]{1,512}";
  private static final WindowLimit WINDOW = new WindowLimit(10_000, 60_000);
  private static final DurationRange DURATION = new DurationRange(3000, 6000);

  private final Reading reading = new Reading(new Problems());
  private final SandboxRules rules;

  SandboxSettings(SandboxConfig config, SandboxKey key) {
    SandboxConfig.Values raw = config.sandbox();
    reading.flag(PREFIX + "enabled", raw.enabled(), false);
    this.rules =
        new SandboxRules(
            key.text(),
            windows(raw.windows().orElse(List.of())),
            (int)
                reading.count(PREFIX + "concurrent-tasks", raw.concurrentTasks(), 1, 100_000, 1000),
            reading.read(
                PREFIX + "duration",
                raw.duration(),
                "a duration such as 30s or a range such as 2s..6s, from 1ms to 24h",
                DURATION,
                DurationRange::parse),
            reading.share(PREFIX + "failure-rate", raw.failureRate(), 0),
            hmacKey(raw.webhookHmacKey()));
  }

  SandboxRules rules() {
    return rules;
  }

  @Produces
  @Singleton
  static Live<SandboxSettings> judged(SandboxSettings first, Live<SandboxKey> key) {
    return Live.untilTheNextStart(
        first,
        edition -> new SandboxSettings(edition.mapped(SandboxConfig.class), edition.part(key)));
  }

  @Override
  public Problems problems() {
    return reading.problems();
  }

  private Optional<String> hmacKey(Optional<String> raw) {
    Optional<String> sound = raw.filter(key -> key.matches(KEY));
    if (raw.isPresent() && sound.isEmpty()) {
      reading
          .problems()
          .add(
              PREFIX + "webhook-hmac-key",
              "must be 1 to 512 visible ASCII characters without a space (it is not shown)");
    }
    return sound;
  }

  private List<WindowLimit> windows(List<String> raw) {
    return raw.isEmpty()
        ? List.of(WINDOW)
        : IntStream.range(0, raw.size())
            .mapToObj(
                i ->
                    reading.read(
                        PREFIX + "windows[" + i + "]",
                        Optional.of(raw.get(i)),
                        "requests/length such as 10000/60s or 20/10s create (or read), 1 to 1000000 in 1ms to 24h",
                        WINDOW,
                        WindowLimit::parse))
            .toList();
  }
}
