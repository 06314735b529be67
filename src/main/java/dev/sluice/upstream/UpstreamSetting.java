package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The road to one upstream, checked.
 *
 * @param name its name in configuration
 * @param dialect its language
 * @param url the base of its paths; empty for the built-in sandbox, whose address is known once the
 *     gateway has started
 * @param key the shared key
 * @param userAgent the {@code User-Agent} of every request, where one is prescribed
 * @param limits what bounds its requests
 */
record UpstreamSetting(
    String name,
    Dialect dialect,
    Optional<URI> url,
    SharedKey key,
    Optional<String> userAgent,
    Limits limits) {

  /** Whether both are the same key at the same address. */
  boolean spendsTheKeyOf(UpstreamSetting other) {
    return url.isPresent()
        && other.url.isPresent()
        && UpstreamUrl.withPort(url.get()).equals(UpstreamUrl.withPort(other.url.get()))
        && key.sameAs(other.key);
  }

  /**
   * What bounds requests to an upstream.
   *
   * @param timeout of one request, head and body together
   * @param submits connections for submits
   * @param reads connections for status checks and balances
   * @param idle how long an unused connection stays open (law S8: shorter than the vendor keeps it)
   */
  record Limits(Duration timeout, int submits, int reads, Duration idle) {

    static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    /** How long to wait for a connection. */
    Duration connect() {
      return timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT;
    }
  }
}
