package dev.sluice.front;

import dev.sluice.budget.WaitingLimits;
import dev.sluice.passage.Answer;
import dev.sluice.passage.MayDefer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Stage;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Says how long a submit may wait for budget: what the client prefers, at most what its team may;
 * without a preference what its team has configured. And whether it may be deferred.
 */
@Singleton
final class PatienceStage implements Stage {

  private final WaitingLimits limits;

  PatienceStage(WaitingLimits limits) {
    this.limits = limits;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    String team = passage.noted(Team.class).id();
    Preferences preferences = passage.find(Preferences.class).orElse(Preferences.NONE);
    Optional<Duration> preferred = preferences.patience();
    boolean waits = limits.waits(team) && !preferences.respondAsync();
    Duration patience = patience(preferred, limits.maxWait(team), waits);
    if (limits.defers(team) || preferences.respondAsync()) {
      passage.note(MayDefer.class, new MayDefer());
    }
    if (preferred.isPresent()) {
      passage.note(AppliedWait.class, new AppliedWait(patience.toSeconds()));
    }
    return onward.proceed(
        passage.note(Patience.class, new Patience(patience, false, preferred.isPresent())));
  }

  /**
   * @param preferred what the client prefers
   * @param most the team's {@code max-wait}
   * @param waits whether the team's submits wait where the client says nothing
   */
  static Duration patience(Optional<Duration> preferred, Duration most, boolean waits) {
    return preferred.map(wait -> shorter(wait, most)).orElseGet(() -> waits ? most : Duration.ZERO);
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
