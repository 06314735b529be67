package dev.sluice.relay;

import dev.sluice.settings.PlainUrl;
import java.net.URI;
import java.util.Optional;

/** Reads under which address upstreams reach this gateway. */
final class PublicUrl {

  static final String ALLOWED =
      "an http or https URL of a host and, where a proxy cuts it off, a prefix of paths,"
          + " without user, query and fragment, at most 256 characters";

  private static final int MOST = 256;

  private PublicUrl() {}

  /** The address without a slash at its end; empty where the text is not allowed. */
  static Optional<String> parse(String text) {
    return text.length() <= MOST ? PlainUrl.read(text).map(URI::toString) : Optional.empty();
  }
}
