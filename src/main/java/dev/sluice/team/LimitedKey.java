package dev.sluice.team;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A key as configuration writes it: {@code sha256:}, 64 hex digits and, where it ends, {@code @}
 * and the moment (ISO 8601); or plain text, which does not end.
 *
 * @param until when it is no key any more; empty where it stays one
 */
public record LimitedKey(TeamKey key, Optional<Instant> until) {

  /** What may follow a digest, in the words of a problem. */
  static final String ALSO =
      "; a digest may be followed by @ and the moment at which it ends, as in"
          + " @2027-01-31T00:00:00Z";

  /** The key that is written; empty where it is none. */
  public static Optional<LimitedKey> written(String text) {
    int at = text.startsWith(TeamKey.DIGESTED) ? text.indexOf('@') : -1;
    if (at < 0) {
      return TeamKey.written(text).map(key -> new LimitedKey(key, Optional.empty()));
    }
    try {
      Instant until = Instant.parse(text.substring(at + 1));
      return TeamKey.written(text.substring(0, at))
          .map(key -> new LimitedKey(key, Optional.of(until)));
    } catch (DateTimeException noMoment) {
      return Optional.empty();
    }
  }
}
