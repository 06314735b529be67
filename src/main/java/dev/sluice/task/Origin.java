package dev.sluice.task;

import dev.sluice.routing.Provider;
import java.util.Optional;

/**
 * Where a task came from.
 *
 * @param team whose it is
 * @param model the model id as the upstream was told it
 * @param provider the strategy that led to the upstream
 * @param slot the id of the slot that was acquired for it
 * @param callback the URL at which the team wants to be told of the end; empty where it polls
 */
public record Origin(
    String team, String model, Provider provider, String slot, Optional<String> callback) {

  /** Of a team that polls. */
  public Origin(String team, String model, Provider provider, String slot) {
    this(team, model, provider, slot, Optional.empty());
  }
}
