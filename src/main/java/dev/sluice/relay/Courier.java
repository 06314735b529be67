package dev.sluice.relay;

import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;

/** Makes one attempt at a delivery. */
@FunctionalInterface
interface Courier {

  /**
   * Tries once.
   *
   * @param team as it is now: its patterns count
   * @return never fails, and ends within the timeout of webhooks
   */
  Uni<Attempt> carry(Delivery delivery, Team team);
}
