package dev.sluice.admin;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** Who may administer. */
@ConfigMapping(prefix = "sluice")
public interface AdminConfig {

  Admin admin();

  /** Administration. */
  interface Admin {

    /**
     * Keys by a name: {@code sha256:} and 64 lower-case hex digits, or plain text of visible ASCII.
     * Without one, and without {@link #jwt}, there is no administration.
     */
    Map<String, String> keys();

    Jwt jwt();
  }

  /** Tokens of an identity provider (JWT). All three members, or none. */
  interface Jwt {

    /** What {@code iss} is to be, exactly. */
    Optional<String> issuer();

    /**
     * What signatures are checked with, RS256 or ES256: a public key in PEM, or the Base64 of one
     * without the lines around it.
     */
    Optional<String> publicKey();

    /** What {@code groups} or {@code roles} has to name. */
    Optional<String> role();
  }
}
