package dev.sluice.team;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whether the gateway stands beside one application. */
@ConfigMapping(prefix = "sluice")
public interface SidecarConfig {

  Beside sidecar();

  /** Beside which application. */
  interface Beside {

    /** The id of the team whose application shares the gateway's loopback; none: no sidecar. */
    Optional<String> team();
  }
}
