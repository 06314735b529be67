package dev.sluice.sandbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many requests in any stretch of so long, written {@code 10000/60s}.
 *
 * @param requests from 1 to 1000000
 * @param widthMillis from 1 ms to 24 hours
 */
record WindowLimit(int requests, long widthMillis) {

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,7})/(\\d{1,9}[a-z]{1,2})");

  WindowLimit {
    if (requests < 1 || requests > 1_000_000 || widthMillis < 1) {
      throw new IllegalArgumentException("requests/length, at least 1 request in 1ms");
    }
  }

  /** Empty where the text cannot be read. */
  static Optional<WindowLimit> parse(String text) {
    Matcher written = WRITTEN.matcher(text.replace(" ", ""));
    if (!written.matches()) {
      return Optional.empty();
    }
    int requests = Integer.parseInt(written.group(1));
    return requests < 1 || requests > 1_000_000
        ? Optional.empty()
        : DurationRange.parse(written.group(2))
            .map(width -> new WindowLimit(requests, width.leastMillis()));
  }
}
