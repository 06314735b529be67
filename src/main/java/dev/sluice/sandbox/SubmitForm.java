package dev.sluice.sandbox;

import java.util.Optional;

/** A submit's body, as its vendor reads it. */
sealed interface SubmitForm {

  /**
   * A body that the vendor accepts.
   *
   * @param wanted what it asks for
   * @param prompt {@code input.prompt}, not blank
   * @param callbackUrl where the end is to be told; empty where nobody is to be told
   */
  record Accepted(Wanted wanted, String prompt, Optional<String> callbackUrl)
      implements SubmitForm {}

  /** A body that the vendor refuses, and why. */
  record Invalid(String error) implements SubmitForm {}
}
