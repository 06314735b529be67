package dev.sluice.dialect;

/** What telling a submit to one upstream comes to. */
public sealed interface Telling permits Telling.Told, Telling.Untold, Malformed {

  /**
   * It can be told.
   *
   * @param model the id that the upstream is told
   * @param body what it is told
   */
  record Told(String model, SubmitBody body) implements Telling {}

  /**
   * It cannot be told to this upstream.
   *
   * @param why for a person: what is missing for it; never a part of the body
   */
  record Untold(String why) implements Telling {}
}
