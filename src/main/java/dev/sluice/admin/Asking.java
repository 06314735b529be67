package dev.sluice.admin;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /**
   * Some of these words with commas between, in the order written, or all where none is written.
   */
  static List<String> someOf(String parameter, @Nullable String written, List<String> words) {
    if (written == null) {
      return words;
    }
    List<String> some = List.of(written.split(",", -1));
    if (!words.containsAll(some) || Set.copyOf(some).size() < some.size()) {
      throw bad(parameter, String.join(", ", words) + ", or several with commas between");
    }
    return some;
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
