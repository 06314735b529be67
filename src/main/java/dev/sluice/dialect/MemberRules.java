package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.dialect.SubmitBody.Member;
import java.util.Optional;

/** What both languages ask of a submit's members. A null is as good as absent, but for input. */
final class MemberRules {

  private static final String INPUT = "input";

  private MemberRules() {}

  /** {@code input} is an object. */
  static Optional<Malformed> input(SubmitBody body) {
    Optional<Member> input = body.member(INPUT);
    if (input.isEmpty()) {
      return wrong(INPUT, "is missing; an object with the model's parameters is required");
    }
    return input.get().token() == JsonToken.START_OBJECT
        ? Optional.empty()
        : wrong(INPUT, "must be an object with the model's parameters");
  }

  /** This member, where it is present, is a string. */
  static Optional<Malformed> text(SubmitBody body, String name) {
    return isPresent(body, name) && body.text(name).isEmpty()
        ? wrong(name, "must be a string")
        : Optional.empty();
  }

  static boolean isPresent(SubmitBody body, String name) {
    return body.member(name).filter(it -> it.token() != JsonToken.VALUE_NULL).isPresent();
  }

  static Optional<Malformed> wrong(String member, String sentence) {
    return Optional.of(Malformed.of(member, sentence));
  }
}
