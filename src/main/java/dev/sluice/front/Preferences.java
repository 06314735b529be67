package dev.sluice.front;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client prefers ({@code Prefer}, RFC 7240), as far as it is understood here. Of a
 * preference given more than once only the first counts, and one that cannot be read is as if it
 * were not there.
 *
 * @param patience how long the client would wait for an answer
 * @param respondAsync whether it would take an early answer for work done later
 */
record Preferences(Optional<Duration> patience, boolean respondAsync) {

  static final Preferences NONE = new Preferences(Optional.empty(), false);

  /** Longer waits than a year mean no more than a year. */
  private static final long MOST_SECONDS = 31_536_000;

  /**
   * @param lines the values of all {@code Prefer} lines, in their order
   */
  static Preferences of(List<String> lines) {
    if (lines.isEmpty()) {
      return NONE;
    }
    Optional<String> wait = Optional.empty();
    boolean async = false;
    for (String line : lines) {
      for (String item : split(line, ',')) {
        String preference = split(item, ';').get(0);
        int equals = preference.indexOf('=');
        String name = (equals < 0 ? preference : preference.substring(0, equals)).strip();
        switch (name.toLowerCase(Locale.ROOT)) {
          case "wait" -> {
            String value = equals < 0 ? "" : preference.substring(equals + 1).strip();
            wait = wait.or(() -> Optional.of(unquoted(value)));
          }
          case "respond-async" -> async = true;
          default -> {}
        }
      }
    }
    return new Preferences(wait.flatMap(Preferences::seconds), async);
  }

  private static Optional<Duration> seconds(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      seconds = Math.min(MOST_SECONDS, seconds * 10 + (c - '0'));
    }
    return Optional.of(Duration.ofSeconds(seconds));
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** Splits where the separator stands outside of quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>(2);
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
