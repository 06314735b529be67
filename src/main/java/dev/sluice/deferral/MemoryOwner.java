package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.State;
import dev.sluice.deferral.MemoryDeferrals.Entry;
import java.util.HashMap;
import java.util.Map;

/** What one replica has claimed, and until when. */
final class MemoryOwner {

  final Map<String, Entry> claims = new HashMap<>();
  long until;

  /** How many of a team it is the one that may send. */
  long of(String team) {
    return claims.values().stream()
        .filter(entry -> entry.state == State.CLAIMED && entry.submit.team().equals(team))
        .count();
  }
}
