package dev.sluice.dialect;

/**
 * A submit's body that is refused.
 *
 * @param member the top-level member at fault, such as {@code request_type}; {@code body} where it
 *     is none of them
 * @param detail for a person: starts with the member's name and says what is wrong; never a part of
 *     the body
 */
public record Malformed(String member, String detail) implements SubmitReading, Telling {

  static Malformed of(String member, String sentence) {
    return new Malformed(member, member + ": " + sentence);
  }
}
