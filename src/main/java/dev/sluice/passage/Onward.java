package dev.sluice.passage;

import io.smallrye.mutiny.Uni;

/** The rest of the path, as a stage sees it. */
@FunctionalInterface
public interface Onward {

  /** Goes on. May be called again where an earlier attempt certainly started nothing. */
  Uni<Answer> proceed(Passage passage);
}
