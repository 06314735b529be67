package dev.sluice.settings;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which members count as soon as they are changed; all others do from the next start on. */
final class HotMembers {

  private static final KnownMembers HOT =
      new KnownMembers(
          List.of(
              "sluice.teams.**",
              "sluice.routes.**",
              "sluice.models.**",
              "sluice.waiting.**",
              "sluice.admin.keys.**",
              "sluice.budget.burst",
              "sluice.budget.spread",
              "sluice.budget.margin-slots",
              "sluice.upstreams.*.paused",
              "sluice.upstreams.*.requests-per-minute",
              "sluice.upstreams.*.concurrent-tasks",
              "sluice.upstreams.*.windows",
              "sluice.upstreams.*.windows[*]"));

  private HotMembers() {}

  /** The members that differ from what the start read, and do not count before the next one. */
  static Set<String> cold(Map<String, String> start, Map<String, String> now) {
    Set<String> all = new TreeSet<>(start.keySet());
    all.addAll(now.keySet());
    all.removeIf(member -> HOT.knows(member) || Objects.equals(start.get(member), now.get(member)));
    return all;
  }
}
