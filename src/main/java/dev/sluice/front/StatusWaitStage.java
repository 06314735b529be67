package dev.sluice.front;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Stage;
import dev.sluice.passage.StatusWait;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Says how long a status answer may be held back: what the client prefers, at most 60 s. Whether it
 * was applied is known to who answers.
 */
@Singleton
final class StatusWaitStage implements Stage {

  private static final Duration MOST = Duration.ofSeconds(60);

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Optional<Duration> preferred = passage.find(Preferences.class).flatMap(Preferences::patience);
    if (preferred.isPresent()) {
      Duration wait = PatienceStage.shorter(preferred.get(), MOST);
      if (!wait.isZero()) {
        passage.note(StatusWait.class, new StatusWait(wait));
      }
    }
    return onward.proceed(passage);
  }
}
