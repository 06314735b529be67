package dev.sluice.admin;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with what an administrator asks. */
final class Asking {

  /** The longest name of a team, and id of a slot or delivery, in characters. */
  static final int LONGEST = 128;

  private Asking() {}

  /** A parameter that cannot be understood. */
  static RefusedException bad(String parameter, String allowed) {
    return malformed(parameter + ": allowed is " + allowed + ".");
  }

  /** What cannot be understood, in words. */
  static RefusedException malformed(String detail) {
    return new RefusedException(Refusal.of(Reason.MALFORMED, detail));
  }

  /** There is no such thing. */
  static RefusedException missing(String what) {
    return new RefusedException(Refusal.of(Reason.NOT_FOUND, "There is no such " + what + "."));
  }

  /** A team to which a listing is confined. */
  static Optional<String> team(@Nullable String written) {
    return Optional.ofNullable(written).map(team -> id("team", team));
  }

  /** An id in a path or a query. */
  static String id(String parameter, String written) {
    boolean sound =
        !written.isBlank()
            && written.length() <= LONGEST
            && written.chars().noneMatch(Character::isISOControl);
    if (!sound) {
      throw bad(parameter, "a text of 1 to " + LONGEST + " characters");
    }
    return written;
  }

  /** One of these words, or all of them where none is written. */
  static List<String> oneOf(String parameter, @Nullable String written, List<String> words) {
    if (written == null) {
      return words;
    }
    if (!words.contains(written)) {
      throw bad(parameter, String.join(", ", words));
    }
    return List.of(written);
  }
}
