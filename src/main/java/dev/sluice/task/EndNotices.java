package dev.sluice.task;

import io.smallrye.mutiny.Uni;

/** Tells teams of the ends of their tasks. */
public interface EndNotices {

  /**
   * Undertakes to tell the team of this end, at {@link Origin#callback}. Idempotent by the slot.
   *
   * @return completes when it is kept and will be told, whatever becomes of this process, and where
   *     it can never be told, which is said aloud; fails where it cannot be kept now
   */
  Uni<Void> keep(Debt debt);
}
