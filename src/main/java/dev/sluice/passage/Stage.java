package dev.sluice.passage;

import io.smallrye.mutiny.Uni;

/**
 * One step of the path. It answers itself, or lets the passage go on and may act on what comes
 * back.
 */
@FunctionalInterface
public interface Stage {

  /**
   * @param passage the request on its way
   * @param onward the rest of the path
   * @return what the team gets; a failure is a surprise, a refusal is an answer
   */
  Uni<Answer> enter(Passage passage, Onward onward);
}
