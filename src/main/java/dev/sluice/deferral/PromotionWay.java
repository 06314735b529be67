package dev.sluice.deferral;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Passage;
import io.smallrye.mutiny.Uni;

/** The way of a deferred submit whose turn may have come: from its routing to the upstream. */
@FunctionalInterface
public interface PromotionWay {

  /**
   * Sends it on its way when it is subscribed to.
   *
   * @return never fails
   */
  Uni<Answer> walk(Passage passage);
}
