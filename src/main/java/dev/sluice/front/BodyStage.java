package dev.sluice.front;

import dev.sluice.dialect.Malformed;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.SubmitReading;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Says what is wrong with a submit's body, where the door's {@link SubmitReading} found anything,
 * and notes the {@link SubmitBody} where it did not.
 */
@Singleton
final class BodyStage implements Stage {

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    SubmitReading reading = passage.noted(SubmitReading.class);
    passage.forget(SubmitReading.class);
    if (reading instanceof Malformed malformed) {
      return Uni.createFrom().item(Refusal.of(Reason.MALFORMED, malformed.detail()).answer());
    }
    return onward.proceed(passage.note(SubmitBody.class, (SubmitBody) reading));
  }
}
