package dev.sluice.budget;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of the upstream: so many requests in any window of this length, wherever it starts.
 * Written {@code 10000/60s}, {@code 20/10s create}, {@code 10/1s read}.
 *
 * @param limit requests a window
 * @param length the window
 * @param counts which requests count
 */
public record RateWindow(long limit, Duration length, Counts counts) {

  /** What configuration may say. */
  public static final String ALLOWED =
      "requests/window such as 10000/60s, 20/10s create or 10/1s read, at least 1 request,"
          + " window from 100ms to 1h";

  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{1,7})(ms|s|m|h)(?:\\s+(create|read))?");

  /** Which requests a window counts. */
  public enum Counts {
    /** Every request that is sent. */
    ALL,
    /** Submits. */
    CREATES,
    /** Status checks and balances. */
    READS
  }

  public RateWindow {
    if (limit < 1 || length.toMillis() < 100 || length.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
  }

  /** A window for every request. */
  public RateWindow(long limit, Duration length) {
    this(limit, length, Counts.ALL);
  }

  /** Reads {@code 20/10s create}; empty where it is not of that form or out of bounds. */
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
    Counts counts =
        written.group(4) == null
            ? Counts.ALL
            : written.group(4).equals("create") ? Counts.CREATES : Counts.READS;
    try {
      return Optional.of(new RateWindow(Long.parseLong(written.group(1)), length, counts));
    } catch (IllegalArgumentException outOfBounds) {
      return Optional.empty();
    }
  }

  /** The window in seconds. */
  public double seconds() {
    return length.toNanos() / 1e9;
  }

  /** Requests a second. */
  public double perSecond() {
    return limit / seconds();
  }

  /** As configuration writes it. */
  public String written() {
    long millis = length.toMillis();
    String window = millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    String kind =
        switch (counts) {
          case ALL -> "";
          case CREATES -> " create";
          case READS -> " read";
        };
    return String.format(Locale.ROOT, "%d/%s%s", limit, window, kind);
  }
}
