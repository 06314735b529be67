package dev.sluice.replicas;

import dev.sluice.redis.KeySpace;
import dev.sluice.testing.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The leases of a budget as they lie in Redis, for whoever wonders what is left. */
final class LeaseBook {

  /** The field that keeps Redis from packing the hash begins so; it is no lease. */
  private static final String NOBODYS = "-";

  private LeaseBook() {}

  /** How many there are in each state: G (granted), B (bound), U (of unknown outcome). */
  static Map<String, Integer> states(RedisServer redis, String budget) {
    Map<String, Integer> states = new TreeMap<>();
    for (Object lease : (List<?>) redis.command("HVALS", KeySpace.ledger(budget, "lease"))) {
      String state = String.valueOf(lease).substring(0, 1);
      if (!state.equals(NOBODYS)) {
        states.merge(state, 1, Integer::sum);
      }
    }
    return states;
  }
}
