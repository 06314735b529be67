package dev.sluice.trail;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A change. Its texts are bounded: a longer one is cut, and ends in an ellipsis; of a map that has
 * more than {@value #MOST} characters the rest is left out, and said to be.
 *
 * @param at when it had been made
 * @param who made it: the name of an administrator's key, or the subject of a token
 * @param action in words with hyphens, such as {@code slot-release}
 * @param subject what was changed
 * @param before what it was; empty for nothing
 * @param after what it is; empty for nothing
 */
public record Entry(
    Instant at,
    String who,
    String action,
    String subject,
    Map<String, String> before,
    Map<String, String> after) {

  /** Characters of {@code who}, {@code action}, {@code subject} and of a name in a map. */
  static final int NAME = 256;

  /** Characters of a value in a map. */
  static final int VALUE = 1000;

  /** Characters of a map, names and values together. */
  static final int MOST = 4000;

  static final String MORE = "…";

  public Entry {
    who = cut(who, NAME);
    action = cut(action, NAME);
    subject = cut(subject, NAME);
    before = bounded(before);
    after = bounded(after);
  }

  private static Map<String, String> bounded(Map<String, String> written) {
    Map<String, String> kept = new LinkedHashMap<>();
    int weight = 0;
    int left = written.size();
    for (Map.Entry<String, String> each : written.entrySet()) {
      String name = cut(each.getKey(), NAME);
      String value = cut(each.getValue(), VALUE);
      weight += name.length() + value.length();
      if (weight > MOST) {
        kept.put(MORE, left + " more");
        break;
      }
      kept.put(name, value);
      left--;
    }
    return Collections.unmodifiableMap(kept);
  }

  /** Cuts between characters, never inside a surrogate pair. */
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - MORE.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + MORE;
  }
}
