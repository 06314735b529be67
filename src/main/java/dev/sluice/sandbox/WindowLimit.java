package dev.sluice.sandbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * So many requests in any stretch of so long, written {@code 10000/60s}; or of one kind only,
 * written {@code 20/10s create} and {@code 10/1s read}.
 *
 * @param requests from 1 to 1000000
 * @param widthMillis from 1 ms to 24 hours
 * @param of which requests it counts
 */
record WindowLimit(int requests, long widthMillis, Of of) {

  private static final int MOST = 1_000_000;
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,7}) */ *(\\d{1,9} *[a-z]{1,2})(?: +(create|read))?");

  /** Which requests a window counts. */
  enum Of {
    ALL(""),
    CREATE(" create"),
    READ(" read");

    private final String suffix;

    Of(String suffix) {
      this.suffix = suffix;
    }
  }

  WindowLimit {
    if (requests < 1 || requests > MOST || widthMillis < 1) {
      throw new IllegalArgumentException("requests/length, at least 1 request in 1ms");
    }
  }

  /** Of all requests. */
  WindowLimit(int requests, long widthMillis) {
    this(requests, widthMillis, Of.ALL);
  }

  /** Empty where the text cannot be read. */
  static Optional<WindowLimit> parse(String text) {
    Matcher written = WRITTEN.matcher(text.trim());
    if (!written.matches()) {
      return Optional.empty();
    }
    int requests = Integer.parseInt(written.group(1));
    return requests < 1 || requests > MOST
        ? Optional.empty()
        : DurationRange.parse(written.group(2).replace(" ", ""))
            .map(width -> new WindowLimit(requests, width.leastMillis(), of(written.group(3))));
  }

  private static Of of(@Nullable String word) {
    if (word == null) {
      return Of.ALL;
    }
    return word.equals("create") ? Of.CREATE : Of.READ;
  }

  /** Whether it counts such a request. */
  boolean counts(Judge.Kind kind) {
    return switch (of) {
      case ALL -> true;
      case CREATE -> kind == Judge.Kind.SUBMIT;
      case READ -> kind != Judge.Kind.SUBMIT;
    };
  }

  /** As it is written in configuration, in seconds where they are whole. */
  String written() {
    String width = widthMillis % 1000 == 0 ? widthMillis / 1000 + "s" : widthMillis + "ms";
    return requests + "/" + width + of.suffix;
  }
}
