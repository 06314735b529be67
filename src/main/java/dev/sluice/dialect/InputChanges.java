package dev.sluice.dialect;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What differs in a submit's {@code input} where it is told in another language. Names are those of
 * {@code input}'s own members, escapes resolved; what is nested deeper is never looked at.
 *
 * @param renamed what a member is called instead, by its name
 * @param mapped by a member's name: the token that stands in the place of a value. A text is named
 *     by what it says, a number, {@code true}, {@code false} and {@code null} as they are spelt; a
 *     value that is not named stays
 * @param dropped members that are not told
 * @param defaults members that are told where they would be missing otherwise, those that were
 *     dropped among them: tokens by the name that is told
 */
public record InputChanges(
    Map<String, String> renamed,
    Map<String, Map<String, String>> mapped,
    Set<String> dropped,
    SortedMap<String, String> defaults) {

  /** Everything stays. */
  public static final InputChanges NONE =
      new InputChanges(Map.of(), Map.of(), Set.of(), new TreeMap<>());

  public InputChanges {
    renamed = Map.copyOf(renamed);
    mapped = Map.copyOf(mapped);
    dropped = Set.copyOf(dropped);
    defaults = Collections.unmodifiableSortedMap(new TreeMap<>(defaults));
  }

  /** The names that these changes read or write. */
  Set<String> names() {
    Set<String> names = new HashSet<>(renamed.keySet());
    names.addAll(renamed.values());
    names.addAll(mapped.keySet());
    names.addAll(dropped);
    names.addAll(defaults.keySet());
    return names;
  }
}
