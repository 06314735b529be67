package dev.sluice.front;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Stage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.BiConsumer;

/** Stages put together, in their order: each sees the rest of the way as one. */
final class Way {

  private final Onward start;
  private final BiConsumer<Passage, Answer> count;

  /** A way whose answers are counted as requests. */
  Way(List<Stage> stages, Outcomes outcomes) {
    this(stages, outcomes::count);
  }

  /**
   * @param stages at least one; the last one answers
   * @param count hears every answer, whether or not somebody is still there to hear it
   */
  Way(List<Stage> stages, BiConsumer<Passage, Answer> count) {
    Onward rest =
        passage -> Uni.createFrom().failure(new IllegalStateException("the last stage went on"));
    for (int i = stages.size() - 1; i >= 0; i--) {
      Stage stage = stages.get(i);
      Onward next = rest;
      rest = passage -> stage.enter(passage, next);
    }
    this.start = rest;
    this.count = count;
  }

  /**
   * Sends a passage on its way when it is subscribed to.
   *
   * <p>The way runs to its end even where nobody waits for the answer any more (law S8). That the
   * client has gone is told to the passage, and who holds it waiting ends the wait by that.
   *
   * @return never fails; cancelling it says that the client has gone
   */
  Uni<Answer> walk(Passage passage) {
    return Uni.createFrom()
        .<Answer>emitter(
            emitter ->
                enter(passage)
                    .subscribe()
                    .with(
                        answer -> emitter.complete(counted(passage, answer)),
                        failure ->
                            emitter.complete(counted(passage, Outcomes.fault(passage, failure)))))
        .onCancellation()
        .invoke(passage::depart);
  }

  private Answer counted(Passage passage, Answer answer) {
    count.accept(passage, answer);
    return answer;
  }

  private Uni<Answer> enter(Passage passage) {
    try {
      return start.proceed(passage);
    } catch (RuntimeException e) {
      return Uni.createFrom().failure(e);
    }
  }
}
