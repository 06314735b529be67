package dev.sluice.relay;

import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import dev.sluice.team.Glob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** This room's checked configuration. */
@Singleton
public final class RelaySettings implements RoomSettings {

  private static final Pattern HOST_GLOB = Pattern.compile("[a-z0-9*]([a-z0-9.*-]*[a-z0-9*])?");

  private final Problems problems = new Problems();
  private final TargetRules targets;
  private final Duration timeout;
  private final Map<String, WebhookSecrets> secrets = new HashMap<>();

  public RelaySettings(RelayConfig config) {
    var reading = new Reading(problems);
    boolean allowLoopback =
        reading.flag("sluice.webhooks.allow-loopback", config.webhooks().allowLoopback(), false);
    List<Cidr> ranges = new ArrayList<>();
    List<Glob> hosts = new ArrayList<>();
    for (String denied : config.webhooks().deny().orElse(List.of())) {
      String text = denied.trim().toLowerCase(Locale.ROOT);
      Optional<Cidr> range = Cidr.parse(text);
      range.ifPresent(ranges::add);
      if (range.isEmpty() && HOST_GLOB.matcher(text).matches()) {
        hosts.add(new Glob(text));
      } else if (range.isEmpty()) {
        problems.add(
            "sluice.webhooks.deny",
            denied,
            "a range such as 10.1.0.0/16, an address, or a host such as *.redis.svc");
      }
    }
    targets = new TargetRules(allowLoopback, ranges, hosts);
    timeout =
        reading.duration(
            "sluice.webhooks.timeout",
            config.webhooks().timeout(),
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            Duration.ofSeconds(15));
    config.teams().forEach((team, part) -> check(team, part.callbacks().orElse(List.of())));
    config
        .teams()
        .forEach((team, part) -> part.webhookSecret().ifPresent(written -> sign(team, written)));
  }

  private void sign(String team, List<String> written) {
    Optional<WebhookSecrets> sound = WebhookSecrets.of(written.stream().map(String::trim).toList());
    sound.ifPresent(it -> secrets.put(team, it));
    if (sound.isEmpty()) {
      problems.add(
          "sluice.teams.%s.webhook-secret".formatted(team),
          "not a secret (its text is not shown); allowed is whsec_ and base64 of 24 to 64 bytes, or"
              + " two of them, the new one first");
    }
  }

  private void check(String team, List<String> callbacks) {
    for (String pattern : callbacks) {
      if (CallbackPattern.parse(pattern).isEmpty()) {
        problems.add(
            "sluice.teams.%s.callbacks".formatted(team),
            pattern,
            "a URL with wildcards, such as https://*.example.com/* or http://*.red.svc:*/*");
      }
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }

  TargetRules targets() {
    return targets;
  }

  /** Of one attempt. */
  Duration timeout() {
    return timeout;
  }

  /** How long a delivery is claimed: an attempt, and time to say what came of it. */
  public Duration lease() {
    return timeout.plusSeconds(5);
  }

  /** What signs the webhooks of this team. */
  WebhookSecrets secrets(String team) {
    return secrets.getOrDefault(team, WebhookSecrets.NONE);
  }
}
