package dev.sluice.logs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log line taken apart by its pattern, so that a value with a blank or an equals sign in it stays
 * whole.
 *
 * @param event what stands before the first key
 * @param keys by name, in their order
 */
record EventLine(String event, Map<String, String> keys) {

  /** A value, with the key in front of it where it has one. {@code %%} and {@code %n} take none. */
  private static final Pattern VALUE =
      Pattern.compile("(?:([A-Za-z][\\w-]*)='?)?(%[^%nA-Za-z]*[A-Za-mo-z])|%%|%n");

  /**
   * @param pattern as of {@link String#format}, its values in their order
   */
  static EventLine of(String pattern, Object[] values) {
    Map<String, String> keys = new LinkedHashMap<>();
    Matcher value = VALUE.matcher(pattern);
    int first = -1;
    int at = 0;
    while (value.find() && at < values.length) {
      if (value.group(2) == null) {
        continue;
      }
      if (value.group(1) != null) {
        first = first < 0 ? value.start() : first;
        keys.put(value.group(1), String.format(Locale.ROOT, value.group(2), values[at]));
      }
      at++;
    }
    return new EventLine(first < 0 ? "" : event(pattern.substring(0, first)), keys);
  }

  private static String event(String before) {
    return before.strip().replaceAll("[:;,]$", "");
  }
}
