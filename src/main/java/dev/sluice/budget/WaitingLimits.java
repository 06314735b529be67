package dev.sluice.budget;

import dev.sluice.budget.BudgetSettings.Overflow;
import dev.sluice.settings.Live;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How long a team's submits wait. */
@Singleton
public final class WaitingLimits {

  private final Live<BudgetSettings> settings;

  WaitingLimits(Live<BudgetSettings> settings) {
    this.settings = settings;
  }

  /** The longest that a submit of this team waits, whatever it asks for. */
  public Duration maxWait(String team) {
    return settings.now().waits(team).most();
  }

  /** Whether a submit waits that does not say so. */
  public boolean waits(String team) {
    return settings.now().waits(team).overflow() == Overflow.WAIT;
  }

  /** Whether a submit that is not granted at once is deferred, though it does not say so. */
  public boolean defers(String team) {
    return settings.now().waits(team).overflow() == Overflow.DEFER;
  }
}
