package dev.sluice.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is written under {@code sluice}, all that it names put in its place. Holds secrets.
 *
 * @param values by the full names of the members; an empty text is a member without a value
 * @param names of all properties, environment variables as they are written among them
 * @param unset members whose value names something that is not there
 * @param inFiles members that come from a file, and not from the environment or the command line
 */
record Written(
    Map<String, String> values, Set<String> names, Set<String> unset, Set<String> inFiles) {

  private static final String PREFIX = "sluice.";

  Written {
    values = Collections.unmodifiableMap(new HashMap<>(values));
    names = Set.copyOf(names);
    unset = Set.copyOf(unset);
    inFiles = Set.copyOf(inFiles);
  }

  static Written of(SmallRyeConfig config) {
    Map<String, String> values = new HashMap<>();
    Set<String> names = new TreeSet<>();
    Set<String> unset = new HashSet<>();
    Set<String> inFiles = new HashSet<>();
    for (String name : config.getPropertyNames()) {
      names.add(name);
      if (name.startsWith(PREFIX)) {
        ConfigValue value = config.getConfigValue(name);
        String text = value.getValue();
        if (text == null) {
          unset.add(name);
        } else {
          values.put(name, text);
        }
        if (!fromTheProcess(value)) {
          inFiles.add(name);
        }
      }
    }
    return new Written(values, names, unset, inFiles);
  }

  /**
   * These files' members, and what the process had of its environment and command line, which no
   * file can change. Only the start knows how the names of variables are to be read.
   */
  Written beside(Written start) {
    Map<String, String> all = new HashMap<>();
    start.values.forEach(
        (name, value) -> {
          if (!start.inFiles.contains(name)) {
            all.put(name, value);
          }
        });
    Set<String> allNames = new TreeSet<>(start.names);
    allNames.removeAll(start.inFiles);
    for (String name : inFiles) {
      allNames.add(name);
      if (values.containsKey(name)) {
        all.putIfAbsent(name, values.getOrDefault(name, ""));
      }
    }
    return new Written(all, allNames, unset, inFiles);
  }

  /** The same, and these members where they are not written. */
  Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.putAll(values);
    return all;
  }

  private static boolean fromTheProcess(ConfigValue value) {
    String source = String.valueOf(value.getSourceName());
    return source.startsWith("EnvConfigSource") || source.startsWith("SysPropConfigSource");
  }

  @Override
  public String toString() {
    return "Written[redacted]";
  }
}
