package dev.sluice.front;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Stage;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Raises the {@link Objection} to a request line, where there is one. */
@Singleton
final class ObjectionStage implements Stage {

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Optional<Objection> objection = passage.find(Objection.class);
    return objection.isPresent()
        ? Uni.createFrom().item(objection.get().refusal().answer())
        : onward.proceed(passage);
  }
}
