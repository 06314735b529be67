package dev.sluice.sandbox;

import java.time.Instant;

/** A vendor's answers as bytes, members in the vendor's order. What is absent is not written. */
interface Envelopes {

  /** The answer to a submit. */
  byte[] accepted(String taskId);

  /** The answer to a status request. */
  byte[] status(SandboxTask task, SandboxTask.State state);

  /**
   * What a webhook tells of a task that has ended.
   *
   * @param started how many tasks were ever started: each has cost something
   * @param now when it is sent
   */
  Letter callback(SandboxTask task, long started, Instant now);

  /**
   * The answer to a balance request.
   *
   * @param started how many tasks were ever started: each has cost something
   */
  byte[] balance(long started);

  /** The answer to a request that the vendor does not take, and why. */
  Said.Answer invalid(String error);

  /** The answer to a wrong key. */
  Said.Answer unauthenticated();

  /** An error without data. */
  byte[] error(int code, String message);

  /** The vendor's words for a code. */
  String message(int code);

  /** An error without data, in the vendor's words, as HTTP status and as code. */
  default Said.Answer error(int status) {
    return Said.Answer.of(status, error(status, message(status)));
  }
}
