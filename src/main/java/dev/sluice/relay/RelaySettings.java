package dev.sluice.relay;

import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import dev.sluice.team.Glob;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** This room's checked configuration. */
@Singleton
public final class RelaySettings implements RoomSettings {

  private static final Pattern HOST_GLOB = Pattern.compile("[a-z0-9*]([a-z0-9.*-]*[a-z0-9*])?");

  private final Problems problems = new Problems();
  private final TargetRules targets;

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
    config.teams().forEach((team, part) -> check(team, part.callbacks().orElse(List.of())));
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
}
