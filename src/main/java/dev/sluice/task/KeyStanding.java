package dev.sluice.task;

/** How it stands with an {@code Idempotency-Key} when a submit comes with it. */
public sealed interface KeyStanding {

  /** What needs no more words. */
  enum Plain implements KeyStanding {
    /** The submit holds the claim, and goes on. */
    CLAIMED,
    /** The submit that holds the claim still runs. */
    RUNNING,
    /** It should long have been answered: whoever held the claim is gone, and nobody knows. */
    OVERDUE,
    /** The key stands for another submit; whether that one still runs does not matter then. */
    CONFLICT,
    /** The key is new, and there is no room for new keys. */
    FULL
  }

  /** The first submit was answered so. */
  record Kept(KeptAnswer answer) implements KeyStanding {}
}
