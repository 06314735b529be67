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
 * @param asked what the team said; empty where that was not kept, and then it was what the upstream
 *     was told, in the upstream's language
 */
public record Origin(
    String team,
    String model,
    Provider provider,
    String slot,
    Optional<String> callback,
    Optional<Asked> asked) {

  /** Of a team that polls, and said what the upstream was told. */
  public Origin(String team, String model, Provider provider, String slot) {
    this(team, model, provider, slot, Optional.empty(), Optional.empty());
  }
}
