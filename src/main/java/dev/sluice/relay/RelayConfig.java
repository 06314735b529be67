package dev.sluice.relay;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of the configuration decides where callbacks may go, and how they are sent, as text. */
@ConfigMapping(prefix = "sluice")
public interface RelayConfig {

  Webhooks webhooks();

  Map<String, TeamCallbacks> teams();

  /** For all teams. */
  interface Webhooks {

    /**
     * Whether callback URLs may name this machine itself ({@code 127.0.0.0/8}, {@code ::1}, {@code
     * localhost}); default false. For laptops and tests: where the sandbox is the upstream, true
     * lets a team call any port of the gateway's own machine.
     */
    Optional<String> allowLoopback();

    /**
     * Further ranges ({@code 10.1.0.0/16}, {@code fd12::/16}), addresses and host globs ({@code
     * *.redis.svc}) that are never called, whatever a team's patterns say; default none.
     */
    Optional<List<String>> deny();

    /**
     * How long one attempt to deliver may take, looking up the host and reading the answer
     * included; 15s. Longer forgives slow receivers, and keeps more of the connections busy.
     */
    Optional<String> timeout();
  }

  /** Of one team. */
  interface TeamCallbacks {

    /**
     * Patterns of callback URLs, see {@link CallbackPattern}; the room {@code team} hands them out,
     * here they are only checked.
     */
    Optional<List<String>> callbacks();

    /**
     * What signs its webhooks: {@code whsec_} and base64 of 24 to 64 bytes; or two, the old one
     * behind, while the team changes over. None: they are not signed.
     */
    Optional<List<String>> webhookSecret();
  }
}
