package dev.sluice.sandbox;

import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration, or two bounds to pick one between: {@code 500ms}, {@code 30s}, {@code 2s..6s}.
 *
 * @param leastMillis from 1 ms
 * @param mostMillis at least the least, at most 24 hours
 */
record DurationRange(long leastMillis, long mostMillis) {

  private static final long DAY = 86_400_000;
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,9})(ms|s|m|h)(?:\\.\\.(\\d{1,9})(ms|s|m|h))?");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);

  DurationRange {
    if (leastMillis < 1 || mostMillis < leastMillis || mostMillis > DAY) {
      throw new IllegalArgumentException("a duration from 1ms to 24h");
    }
  }

  /** Empty where the text is neither a duration nor a range, or lies outside 1 ms to 24 hours. */
  static Optional<DurationRange> parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      return Optional.empty();
    }
    long least = Long.parseLong(written.group(1)) * MILLIS.getOrDefault(written.group(2), 0L);
    long most =
        written.group(3) == null
            ? least
            : Long.parseLong(written.group(3)) * MILLIS.getOrDefault(written.group(4), 0L);
    return least < 1 || most < least || most > DAY
        ? Optional.empty()
        : Optional.of(new DurationRange(least, most));
  }

  /** One of them, each millisecond equally likely, both bounds included. */
  long pickMillis(RandomGenerator random) {
    return leastMillis == mostMillis ? leastMillis : random.nextLong(leastMillis, mostMillis + 1);
  }
}
