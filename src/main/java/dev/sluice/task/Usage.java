package dev.sluice.task;

/**
 * How many tasks of one kind ended.
 *
 * @param kind what they have in common
 * @param tasks their number
 */
public record Usage(Kind kind, long tasks) {

  /**
   * What is told apart.
   *
   * @param model the model id as the upstream was told it
   * @param provider the strategy that led to the upstream, as a word
   * @param cause how they ended
   */
  public record Kind(String model, String provider, TaskEnd.Cause cause) {}
}
