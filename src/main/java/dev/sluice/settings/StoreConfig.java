package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where the gateway keeps what it has to remember. */
@ConfigMapping(prefix = "sluice")
public interface StoreConfig {

  /** {@code memory} or {@code auto}, which is memory in this version. */
  Optional<String> store();
}
