package dev.sluice.budget.redis;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import java.time.Duration;
import java.util.List;

/** Something that a ledger is asked, as {@link dev.sluice.budget.Ledger} says it. */
sealed interface Operation {

  record Admit(List<Claim> claims) implements Operation {}

  record Settle(String id, Ending ending, Duration hold) implements Operation {}

  record Bind(String slot, Bond bond, Duration nextCheck) implements Operation {}

  record Release(String slot) implements Operation {}

  record Due(int most) implements Operation {}

  record Reschedule(String slot, Duration nextCheck) implements Operation {}

  record Hasten(String slot, Duration nextCheck) implements Operation {}

  record Refused(Duration retryAfter, boolean submit) implements Operation {}

  record View() implements Operation {}

  /** Every lease, as whoever asks knows them after the call; the last of its operations. */
  record Leases() implements Operation {}
}
