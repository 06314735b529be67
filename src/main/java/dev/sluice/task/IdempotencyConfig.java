package dev.sluice.task;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How long answers are kept for {@code Idempotency-Key}, as written. */
@ConfigMapping(prefix = "sluice")
public interface IdempotencyConfig {

  Idempotency idempotency();

  /** {@code sluice.idempotency}. */
  interface Idempotency {

    /**
     * How long the answer to a submit with a key is kept; 24h. Longer replays to clients that come
     * back late and takes more memory; shorter lets a late retry start a second task.
     */
    Optional<String> retention();
  }
}
