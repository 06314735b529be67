package dev.sluice.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns written values into checked ones. What cannot be read is noted as a problem and read as the
 * fallback, so that the whole configuration is looked at before anything is refused.
 */
public final class Reading {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12})\\s*([KMG]?)i?B?", Pattern.CASE_INSENSITIVE);

  private final Problems problems;

  public Reading(Problems problems) {
    this.problems = problems;
  }

  public Problems problems() {
    return problems;
  }

  /** A whole number between two bounds, both included. */
  public long count(String key, Optional<String> raw, long least, long most, long fallback) {
    return read(
        key,
        raw,
        "a whole number from %d to %d".formatted(least, most),
        fallback,
        text -> {
          long value = Long.parseLong(text);
          return value >= least && value <= most ? Optional.of(value) : Optional.empty();
        });
  }

  /** A number above zero, at most {@code most}. */
  public double positive(String key, Optional<String> raw, double most, double fallback) {
    return read(
        key,
        raw,
        "a number above 0, at most %s".formatted(BigDecimal.valueOf(most).toPlainString()),
        fallback,
        text -> {
          double value = new BigDecimal(text).doubleValue();
          return value > 0 && value <= most ? Optional.of(value) : Optional.empty();
        });
  }

  /** A share between 0 and 1, written as a percentage ({@code 50%}) or a fraction ({@code 0.5}). */
  public double share(String key, Optional<String> raw, double fallback) {
    return read(
        key,
        raw,
        "a percentage from 0% to 100%",
        fallback,
        text -> {
          double value =
              text.endsWith("%")
                  ? new BigDecimal(text.substring(0, text.length() - 1).trim()).doubleValue() / 100
                  : new BigDecimal(text).doubleValue();
          return value >= 0 && value <= 1 ? Optional.of(value) : Optional.empty();
        });
  }

  /**
   * A duration such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 6h}, {@code 1d} or ISO 8601.
   */
  public Duration duration(
      String key, Optional<String> raw, Duration least, Duration most, Duration fallback) {
    return read(
        key,
        raw,
        "a duration such as 500ms, 10s, 5m or 6h, from %s to %s"
            .formatted(written(least), written(most)),
        fallback,
        text -> {
          Duration value = durationOf(text);
          return value.compareTo(least) >= 0 && value.compareTo(most) <= 0
              ? Optional.of(value)
              : Optional.empty();
        });
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, Optional<String> raw, boolean fallback) {
    return read(
        key,
        raw,
        "true or false",
        fallback,
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** A number of bytes such as {@code 1M}, {@code 512K} or {@code 4096}; K is 1024. */
  public long bytes(String key, Optional<String> raw, long least, long most, long fallback) {
    return read(
        key,
        raw,
        "a size such as 512K or 1M, from %d to %d bytes".formatted(least, most),
        fallback,
        text -> {
          Matcher size = SIZE.matcher(text);
          if (!size.matches()) {
            return Optional.empty();
          }
          long unit =
              switch (size.group(2).toUpperCase(Locale.ROOT)) {
                case "K" -> 1L << 10;
                case "M" -> 1L << 20;
                case "G" -> 1L << 30;
                default -> 1L;
              };
          long value = Math.multiplyExact(Long.parseLong(size.group(1)), unit);
          return value >= least && value <= most ? Optional.of(value) : Optional.empty();
        });
  }

  /** One of the constants of an enum, written in lower case. */
  public <E extends Enum<E>> E oneOf(String key, Optional<String> raw, Class<E> type, E fallback) {
    String names =
        String.join(", ", Arrays.stream(type.getEnumConstants()).map(Reading::written).toList());
    return read(
        key,
        raw,
        "one of " + names,
        fallback,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(e -> written(e).equals(text))
                .findFirst());
  }

  /**
   * A value that a room parses itself; empty or a thrown {@link IllegalArgumentException} means not
   * allowed.
   */
  public <T> T read(
      String key,
      Optional<String> raw,
      String allowed,
      T fallback,
      Function<String, Optional<T>> parse) {
    if (raw.isEmpty()) {
      return fallback;
    }
    Optional<T> value;
    try {
      value = parse.apply(raw.get().trim());
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      value = Optional.empty();
    }
    if (value.isEmpty()) {
      problems.add(key, raw.get(), allowed);
    }
    return value.orElse(fallback);
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A duration such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 6h}, {@code 1d} or ISO 8601.
   *
   * @throws java.time.DateTimeException for any other text
   * @throws ArithmeticException where it is too long
   */
  public static Duration durationOf(String text) {
    Matcher plain = DURATION.matcher(text);
    return plain.matches()
        ? Duration.ofMillis(
            Math.multiplyExact(
                Long.parseLong(plain.group(1)), MILLIS.getOrDefault(plain.group(2), 0L)))
        : Duration.parse(text);
  }

  private static String written(Duration duration) {
    long millis = duration.toMillis();
    return MILLIS.entrySet().stream()
        .filter(unit -> millis > 0 && millis % unit.getValue() == 0)
        .max(Map.Entry.comparingByValue())
        .map(unit -> millis / unit.getValue() + unit.getKey())
        .orElse(millis + "ms");
  }
}
