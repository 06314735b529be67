package dev.sluice.admin;

import dev.sluice.amendment.ManagedKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A new key, shown here and never again.
 *
 * @param expires ISO 8601; null where it stays one
 * @param old the key that it replaces; null where it replaces none
 */
record NewKey(String keyId, String key, @Nullable String expires, @Nullable OldKey old) {

  /**
   * The key before.
   *
   * @param expires when it is no key any more, ISO 8601
   */
  record OldKey(String keyId, String expires) {

    static OldKey of(ManagedKey key) {
      return new OldKey(key.id(), key.expires().map(Instant::toString).orElse(""));
    }
  }

  static NewKey of(TeamDesk.Minted minted) {
    return new NewKey(
        minted.keyId(),
        minted.key(),
        minted.expires().map(Instant::toString).orElse(null),
        minted.old().map(OldKey::of).orElse(null));
  }
}
