package dev.sluice.upstream;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** The road to each upstream, as it is written. What an upstream allows is the budget's to read. */
@ConfigMapping(prefix = "sluice")
public interface UpstreamConfig {

  Map<String, Entry> upstreams();

  /** One upstream. */
  interface Entry {

    /** The vendor's language. Default {@code apixo}. */
    Optional<String> dialect();

    /**
     * The origin and, where there is one, the prefix before {@code /api/v1}. A trailing {@code
     * /api/v1} is cut off.
     */
    Optional<String> url();

    /** The shared key. A secret. */
    Optional<String> key();

    /**
     * How long a request may take, head and body together. Raising it keeps slots of hanging
     * submits longer; lowering it turns slow answers into unknown outcomes. Default {@code 30s}.
     */
    Optional<String> timeout();

    /** The {@code User-Agent} of every request. Default: the team's own on submits. */
    Optional<String> userAgent();

    /**
     * Whose budget its requests are taken from. Upstreams that name the same share one. Default:
     * its own.
     */
    Optional<String> budget();

    Pool pool();

    Breaker breaker();
  }

  /**
   * When submits stop being sent to an upstream that is in trouble, and when that is tried again.
   */
  interface Breaker {

    /**
     * The share of the last {@link #calls} that have to have failed or been slow. Lower, and it
     * opens on less; at a third or below one team whose submits fail may open it for the others;
     * higher, and more submits meet the trouble. Default {@code 50%}.
     */
    Optional<String> failures();

    /**
     * What takes longer counts as failed, answered or not. Lower, and a busy vendor counts as a
     * broken one; higher, and one that hangs is noticed later. Default two thirds of {@link
     * Entry#timeout}.
     */
    Optional<String> slow();

    /**
     * How many of the last submits are looked at; with fewer than half of them it never opens. More
     * are steadier, fewer are faster. Default 20.
     */
    Optional<String> calls();

    /**
     * How long nothing is sent, until a single submit tries. Longer, and an upstream that is back
     * stays unused; shorter, and a broken one is tried more often. Default {@code 10s}.
     */
    Optional<String> open();
  }

  /** How many connections may be open. Submits and reads never share one. */
  interface Pool {

    /**
     * Submits at the same time. Lower than the rate times the upstream's usual response time, and
     * grants grow stale while they wait for a connection; lower than a few seconds' submits, and
     * one team whose submits hang leaves the others none. Default 1000.
     */
    Optional<String> submits();

    /** Status checks and balances at the same time; one more is not sent. Default 64. */
    Optional<String> reads();
  }
}
