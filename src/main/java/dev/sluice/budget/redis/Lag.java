package dev.sluice.budget.redis;

/** How long a new server grants nothing, since it may lack writes that the old one had (law G4). */
@FunctionalInterface
interface Lag {

  /** Microseconds; 0 without replicas. */
  long micros();
}
