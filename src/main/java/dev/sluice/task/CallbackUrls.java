package dev.sluice.task;

import java.util.Optional;

/** Makes the addresses at which upstreams tell this gateway of ends. */
@FunctionalInterface
public interface CallbackUrls {

  /**
   * An address for the callback of this submit and no other. It tells the upstream nothing.
   *
   * @return empty where upstreams cannot reach this gateway
   */
  Optional<String> of(Submission submission);
}
