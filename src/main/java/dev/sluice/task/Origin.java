package dev.sluice.task;

import dev.sluice.routing.Provider;

/**
 * Where a task came from.
 *
 * @param team whose it is
 * @param model the model id as the upstream was told it
 * @param provider the strategy that led to the upstream
 * @param slot the id of the slot that was acquired for it
 */
public record Origin(String team, String model, Provider provider, String slot) {}
