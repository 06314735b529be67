package dev.sluice.history;

/**
 * Refusals of one team by one limit.
 *
 * @param count how many
 * @param lastMillis when the last one was, Unix milliseconds
 * @param words what was said with it: the gateway's own sentence, never what was asked
 */
public record Refusals(long count, long lastMillis, String words) {

  /** Both together, with the later one's words. */
  Refusals and(Refusals other) {
    Refusals later = other.lastMillis >= lastMillis ? other : this;
    return new Refusals(count + other.count, later.lastMillis, later.words);
  }
}
