package dev.sluice.passage;

import java.util.Optional;
import java.util.function.Function;

/**
 * What the request line and the header say, as far as any room reads it.
 *
 * @param operation what is asked for
 * @param requestId the id under which this request is traced, made by the gateway or taken from
 *     {@code X-Request-Id}
 * @param dialect the name of the language in which the team speaks: that of the door it came to
 * @param model the model id that the team asks for, already checked; empty where the operation
 *     names none
 * @param taskId the task id asked for; empty where the operation names none
 * @param headers the first value of a header by its name, in any case
 */
public record RequestHead(
    Operation operation,
    String requestId,
    String dialect,
    String model,
    String taskId,
    Function<String, Optional<String>> headers) {

  /** The first value of a header, by its name in any case. */
  public Optional<String> header(String name) {
    return headers.apply(name);
  }
}
