package dev.sluice.passage;

/**
 * The note that a submit carries an {@code Idempotency-Key}.
 *
 * @param dialect the language in which the team spoke
 * @param text the key, escapes resolved: 1 to 255 visible ASCII characters
 */
public record SubmitKey(String dialect, String text) {

  /** Teams may build their keys from what is nobody else's business. */
  @Override
  public String toString() {
    return "SubmitKey[" + dialect + "]";
  }
}
