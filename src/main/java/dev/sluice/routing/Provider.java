package dev.sluice.routing;

import java.util.Locale;
import java.util.Optional;

/** The vendor's routing strategies, as a request's member {@code provider} names them. */
public enum Provider {
  AUTO,
  VALUE,
  OFFICIAL;

  /** The word in requests, configuration and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The strategy of this word, exactly as written; empty for any other. */
  public static Optional<Provider> of(String word) {
    for (Provider provider : values()) {
      if (provider.word().equals(word)) {
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }
}
