package dev.sluice.task;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was learned about the models of every upstream: of the {@value #MOST} models that were used
 * last. Thread-safe.
 */
final class Paces {

  /** How many models are remembered. */
  static final int MOST = 1000;

  private final Duration priorMedian;
  private final Map<Key, ModelPace> paces = new LinkedHashMap<>(64, 0.75f, true);

  private record Key(String upstream, String model) {}

  /**
   * @param priorMedian a guess at the duration of a task, for as long as nothing is known
   */
  Paces(Duration priorMedian) {
    this.priorMedian = priorMedian;
  }

  /** What is learned about this model, from now on if need be. */
  synchronized ModelPace of(String upstream, String model) {
    Key key = new Key(upstream, model);
    ModelPace pace = paces.get(key);
    if (pace == null) {
      pace = new ModelPace(model, priorMedian);
      paces.put(key, pace);
      if (paces.size() > MOST) {
        paces.remove(paces.keySet().iterator().next());
      }
    }
    return pace;
  }

  /** What was learned about this model, if anything. */
  synchronized Optional<ModelPace> known(String upstream, String model) {
    return Optional.ofNullable(paces.get(new Key(upstream, model)));
  }
}
