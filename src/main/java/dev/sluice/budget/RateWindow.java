package dev.sluice.budget;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of the upstream: so many requests in any window of this length, wherever it starts.
 * Written {@code 10000/60s}.
 *
 * @param limit requests a window
 * @param length the window
 */
public record RateWindow(long limit, Duration length) {

  /** What configuration may say. */
  public static final String ALLOWED =
      "requests/window such as 10000/60s or 500/6s, at least 4 requests, window from 100ms to 1h";

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{1,7})(ms|s|m|h)");

  public RateWindow {
    if (limit < 4 || length.toMillis() < 100 || length.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
  }

  /** Reads {@code 10000/60s}; empty where it is not of that form or out of bounds. */
  public static Optional<RateWindow> parse(String text) {
    Matcher written = WRITTEN.matcher(text.trim());
    if (!written.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(written.group(2));
    Duration length =
        switch (written.group(3)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    try {
      return Optional.of(new RateWindow(Long.parseLong(written.group(1)), length));
    } catch (IllegalArgumentException outOfBounds) {
      return Optional.empty();
    }
  }

  /** The window in seconds. */
  public double seconds() {
    return length.toNanos() / 1e9;
  }
}
