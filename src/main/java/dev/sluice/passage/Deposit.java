package dev.sluice.passage;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * What a team's own ceilings take for a submit: paid after the shared budget's grant and before the
 * send (law Q1), and paid back where nothing was started.
 */
public interface Deposit {

  /** Takes it. A value is the refusal that stands in the way; then nothing was taken. */
  Uni<Optional<Refusal>> pay();

  /** Gives it back. To be called at most once for each payment. */
  void refund();
}
