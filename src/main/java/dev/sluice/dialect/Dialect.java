package dev.sluice.dialect;

import java.util.Optional;

/** One vendor's language: how its answers are to be understood. */
public interface Dialect {

  /** The name in configuration, {@code apixo} or {@code kie}. */
  String name();

  /**
   * What an answer to a submit says.
   *
   * @param httpStatus the HTTP status it came with
   * @param body the whole body as received; it may be anything
   */
  SubmitReply readSubmit(int httpStatus, byte[] body);

  /**
   * What any answer comes to: the envelope's code where HTTP says 200 and the envelope has one,
   * else the HTTP status.
   *
   * @param body the whole body as received; it may be anything
   */
  int code(int httpStatus, byte[] body);

  /** What an answer to a status request says; empty where it is no status envelope at all. */
  Optional<StatusEnvelope> readStatus(byte[] body);

  /**
   * The envelope of a task that the upstream has accepted and was not asked about yet.
   *
   * @param createTimeMillis when it was accepted, Unix milliseconds
   */
  byte[] waiting(String taskId, long createTimeMillis);
}
