package dev.sluice.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a configuration: each with its key, its value and what is allowed.
 */
public final class Problems {

  private static final int LONGEST = 200;

  private final List<String> lines = new ArrayList<>();

  /**
   * @param key the full name, such as {@code sluice.teams.red.weight}
   * @param value as it was written; never to be called with a secret
   * @param allowed what may stand there instead
   */
  public void add(String key, String value, String allowed) {
    lines.add("%s = '%s': allowed is %s".formatted(oneLine(key), oneLine(value), allowed));
  }

  /** A problem with a value that must not be shown, or with more than one key. */
  public void add(String key, String sentence) {
    lines.add(oneLine(key) + ": " + sentence);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  private static String oneLine(String value) {
    String line = value.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
