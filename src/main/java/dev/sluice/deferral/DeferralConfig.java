package dev.sluice.deferral;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** How much of each team may be deferred, and for how long. */
@ConfigMapping(prefix = "sluice")
public interface DeferralConfig {

  /** By id. */
  Map<String, Team> teams();

  /** One team's part. */
  interface Team {

    /** How many deferred submits may wait. Raising it costs memory of the store. */
    Optional<String> deferredTasks();

    /** How long one may wait before it fails. Raising it keeps prompts longer. */
    Optional<String> deferredMaxAge();
  }
}
