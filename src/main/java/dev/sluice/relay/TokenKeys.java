package dev.sluice.relay;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys of callback tokens, the one that counts first.
 *
 * @param all none has to be there
 */
record TokenKeys(List<TokenKey> all) {

  TokenKeys {
    all = List.copyOf(all);
  }

  /** With which a token for this upstream is made. */
  Optional<TokenKey> making(String upstream) {
    return all.stream().filter(key -> key.serves(upstream)).findFirst();
  }

  /** With which a token of this key id may have been made. */
  List<TokenKey> of(byte[] id) {
    return all.stream().filter(key -> Arrays.equals(key.id(), id)).toList();
  }
}
