package dev.sluice.admin;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** Who may administer. */
@ConfigMapping(prefix = "sluice")
public interface AdminConfig {

  Admin admin();

  /** Administration. */
  interface Admin {

    /**
     * Keys by a name: {@code sha256:} and 64 lower-case hex digits, or plain text of visible ASCII.
     * Without one there is no administration.
     */
    Map<String, String> keys();
  }
}
