package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where the gateway keeps what it has to remember. */
@ConfigMapping(prefix = "sluice")
public interface StoreConfig {

  /** {@code memory}, {@code redis}, or {@code auto}: Redis where its hosts are configured. */
  Optional<String> store();
}
