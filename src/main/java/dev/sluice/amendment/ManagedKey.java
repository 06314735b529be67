package dev.sluice.amendment;

import java.time.Instant;
import java.util.Optional;

/**
 * A key that an administrator minted; the key itself is kept nowhere.
 *
 * @param id by which it is spoken of
 * @param digest {@code sha256:} and 64 hex digits
 * @param created when
 * @param expires when it is no key any more; empty where it stays one
 */
public record ManagedKey(String id, String digest, Instant created, Optional<Instant> expires) {

  /** Whether it is a key at this moment. */
  boolean works(Instant now) {
    return expires.isEmpty() || now.isBefore(expires.get());
  }

  /** The same, ending at that moment at the latest. */
  ManagedKey until(Instant end) {
    return new ManagedKey(
        id,
        digest,
        created,
        expires.filter(sooner -> sooner.isBefore(end)).or(() -> Optional.of(end)));
  }

  /** As configuration writes it. */
  String written() {
    return digest + expires.map(end -> "@" + end).orElse("");
  }

  @Override
  public String toString() {
    return "ManagedKey[" + id + "]";
  }
}
