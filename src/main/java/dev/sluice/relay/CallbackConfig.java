package dev.sluice.relay;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** What of the configuration upstreams' callbacks are made of, as text. */
@ConfigMapping(prefix = "sluice")
public interface CallbackConfig {

  /**
   * Under which origin, and prefix of paths where there is one, upstreams reach this gateway. With
   * it every submit carries a callback; without it tasks are only polled.
   */
  Optional<String> publicUrl();

  Map<String, Secrets> upstreams();

  /** Of one upstream; the room {@code upstream} checks its key. */
  interface Secrets {

    /** The shared key: without {@code sluice.secret} the addresses of callbacks are made of it. */
    Optional<String> key();

    /** With which the vendor signs its callbacks. A secret. */
    Optional<String> webhookHmacKey();
  }
}
