package dev.sluice.budget;

import java.time.Duration;

/** What the ledger says to a claim. */
public sealed interface Verdict {

  /**
   * It may be sent, within the spread J from now; settle it in any case.
   *
   * @param id the claim's id
   * @param grantedAt ticker time in nanoseconds, at or before the decision; see {@link
   *     Budget#fresh}
   */
  record Granted(String id, long grantedAt) implements Verdict {}

  /**
   * Not now.
   *
   * @param policy the limit that stands in the way
   * @param after when it is worth asking again; where {@code booked}, the promise holds for 2 s
   *     from then (law L9)
   */
  record Denied(Policy policy, Duration after, boolean booked) implements Verdict {}
}
