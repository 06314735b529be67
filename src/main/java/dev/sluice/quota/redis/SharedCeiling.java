package dev.sluice.quota.redis;

import dev.sluice.quota.Ceiling;
import dev.sluice.quota.QuotaBuckets;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** One ceiling of one team, shared by all replicas, as this one sees it. */
interface SharedCeiling {

  /** Goes by other numbers of the same policy from now on (law Q2). */
  void change(Ceiling next);

  /** Takes one at Redis. */
  Uni<Take> take();

  /**
   * What stands in the way of one submit behind so many others, by the last known state; empty
   * where nothing does or nothing is known. Costs no round trip.
   */
  Optional<Exhausted> look(int ahead);

  /** How it stands by the last known state. Costs no round trip. */
  QuotaBuckets.Level level();

  /** What came of taking. */
  sealed interface Take permits Refused, Done {}

  /** None was there. */
  record Refused(Exhausted by) implements Take {}

  /** One was taken. */
  non-sealed interface Done extends Take {

    /** Gives it back, at most once; a failure is nobody's business. */
    Uni<Void> giveBack();
  }
}
