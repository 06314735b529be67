package dev.sluice.relay;

import dev.sluice.team.Glob;
import java.util.List;

/**
 * What the operator says about callback targets, for all teams.
 *
 * @param allowLoopback whether this machine itself may be called
 * @param deniedRanges addresses that are never called, whatever a team's patterns say
 * @param deniedHosts names that are never called, in lower case
 */
record TargetRules(boolean allowLoopback, List<Cidr> deniedRanges, List<Glob> deniedHosts) {

  TargetRules {
    deniedRanges = List.copyOf(deniedRanges);
    deniedHosts = List.copyOf(deniedHosts);
  }
}
