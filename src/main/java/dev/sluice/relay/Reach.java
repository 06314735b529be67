package dev.sluice.relay;

/** Who lives at an address or a name, from the least to the most guarded. */
enum Reach {
  /** Anybody's: open to every team. */
  PUBLIC,
  /** The company's own network: only where a team's pattern names it. */
  PRIVATE,
  /** The machine itself: only where {@code sluice.webhooks.allow-loopback} says so. */
  LOOPBACK,
  /** Link-local, metadata, multicast and the like: never. */
  NEVER;

  Reach orWorse(Reach other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
