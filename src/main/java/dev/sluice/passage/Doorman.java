package dev.sluice.passage;

import java.util.Optional;

/** Stands before administration: judges who asks before anything else is read of him. */
public interface Doorman {

  /** Whether anybody at all may administer now. */
  boolean hasWhomToLetIn();

  /**
   * Why whoever sends this is refused; empty where he may pass. Each call counts as an attempt.
   *
   * @param authorization the first value of that header, where there is one
   * @param peer the address from which it comes, without the port
   */
  Optional<Refusal> objection(Optional<String> authorization, String peer);
}
