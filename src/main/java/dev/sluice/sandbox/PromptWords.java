package dev.sluice.sandbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words in a prompt that choose an outcome; of several of one kind the first counts, and what
 * cannot be understood is plain text.
 *
 * <table>
 *   <caption>Words</caption>
 *   <tr><td>{@code [fail:CODE]}</td><td>the task ends failed with this code</td></tr>
 *   <tr><td>{@code [slow:60s]}</td><td>the task takes this long, or a range {@code 2s..4s}</td></tr>
 *   <tr><td>{@code [lag:2s]}</td><td>the answer takes this long, at most 10 minutes</td></tr>
 *   <tr><td>{@code [status:N]}</td><td>answers N from 200 to 599, starts nothing; 400 for others</td></tr>
 *   <tr><td>{@code [code:N]}</td><td>the same, but as the envelope's code, and HTTP says 200</td></tr>
 *   <tr><td>{@code [429]}</td><td>answers 429 with {@code Retry-After: 1}, starts nothing</td></tr>
 *   <tr><td>{@code [timeout]}</td><td>starts the task, never answers</td></tr>
 *   <tr><td>{@code [hang]}</td><td>starts nothing, never answers</td></tr>
 * </table>
 *
 * @param failCode how the task fails
 * @param cost how long the task takes
 * @param lag how long the answer takes
 * @param manner what is done at all
 */
record PromptWords(
    Optional<String> failCode,
    Optional<DurationRange> cost,
    Optional<DurationRange> lag,
    Manner manner) {

  private static final long LONGEST_LAG_MILLIS = 600_000;
  private static final Pattern WORD =
      Pattern.compile(
          "\\[(?:(fail|slow|lag|status|code):([A-Za-z0-9_.]{1,64})|(429|timeout|hang))]");

  /** What is done with a submit. */
  sealed interface Manner {

    /** Starts the task and answers with its id. */
    record Serve() implements Manner {}

    /** Starts the task and never answers. */
    record ServeSilently() implements Manner {}

    /** Starts nothing and never answers. */
    record Hang() implements Manner {}

    /** Starts nothing and says that nobody answers with such a status. */
    record NoStatus(String word) implements Manner {}

    /** Starts nothing and answers with this status; {@code again}: and with a time to retry. */
    record Status(int status, boolean again) implements Manner {}

    /** Starts nothing and answers 200, and this code in the envelope. */
    record Code(int code) implements Manner {}
  }

  static PromptWords in(String prompt) {
    Optional<String> failCode = Optional.empty();
    Optional<DurationRange> cost = Optional.empty();
    Optional<DurationRange> lag = Optional.empty();
    Optional<Manner> manner = Optional.empty();
    for (Matcher word = WORD.matcher(prompt); word.find(); ) {
      String value = word.group(2);
      switch (word.group(1) == null ? word.group(3) : word.group(1)) {
        case "fail" -> failCode = failCode.or(() -> Optional.of(value));
        case "slow" -> cost = cost.or(() -> DurationRange.parse(value));
        case "lag" ->
            lag =
                lag.or(
                    () ->
                        DurationRange.parse(value)
                            .filter(range -> range.mostMillis() <= LONGEST_LAG_MILLIS));
        case "status" -> manner = manner.or(() -> Optional.of(status(value)));
        case "code" -> manner = manner.or(() -> Optional.of(code(value)));
        case "429" -> manner = manner.or(() -> Optional.of(new Manner.Status(429, true)));
        case "timeout" -> manner = manner.or(() -> Optional.of(new Manner.ServeSilently()));
        default -> manner = manner.or(() -> Optional.of(new Manner.Hang()));
      }
    }
    return new PromptWords(failCode, cost, lag, manner.orElse(new Manner.Serve()));
  }

  private static Manner status(String value) {
    return isStatus(value)
        ? new Manner.Status(Integer.parseInt(value), false)
        : new Manner.NoStatus("[status:" + value + "]");
  }

  private static Manner code(String value) {
    return isStatus(value)
        ? new Manner.Code(Integer.parseInt(value))
        : new Manner.NoStatus("[code:" + value + "]");
  }

  private static boolean isStatus(String value) {
    return value.matches("[2-5]\\d\\d");
  }
}
