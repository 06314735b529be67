package dev.sluice.task;

import java.util.Map;

/**
 * An answer to a submit as it is kept for its {@code Idempotency-Key}.
 *
 * @param open whether nobody knows what came of the submit, so that the answer of its task may take
 *     this one's place
 * @param own whether it is the gateway's own refusal, that the outcome is unknown
 * @param status the HTTP status
 * @param headers those that say something of the answer
 * @param body byte for byte; of our own refusal its detail. The array is not to be changed
 */
public record KeptAnswer(
    boolean open, boolean own, int status, Map<String, String> headers, byte[] body) {

  public KeptAnswer {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "KeptAnswer[%d, %d bytes]".formatted(status, body.length);
  }
}
