package dev.sluice.settings;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The names of members as a reference lists them: {@code sluice.teams.*.weight}. */
public final class MemberNames {

  /** Fits no name, so that what is allowed in its place is told. */
  private static final String NOTHING = "[0]";

  private MemberNames() {}

  /**
   * What these interfaces map.
   *
   * @param prefixes each interface's own prefix
   */
  public static Set<String> read(Map<Class<?>, String> prefixes) {
    return below("sluice", KnownMembers.of(prefixes));
  }

  /** What is accepted for later versions; some of it is read already. */
  public static Set<String> planned() {
    return below("sluice", new KnownMembers(Planned.MEMBERS));
  }

  private static Set<String> below(String path, KnownMembers members) {
    Set<String> names = new TreeSet<>();
    if (members.knows(path.replace("*", "x"))) {
      names.add(path);
    }
    String allowed = members.allowedInsteadOf(path.replace("*", "x") + NOTHING);
    for (String segment : allowed.isEmpty() ? new String[0] : allowed.split(", ")) {
      if (segment.equals("**")) {
        names.add(path + ".**");
      } else {
        names.addAll(below(path + "." + (segment.equals("any name") ? "*" : segment), members));
      }
    }
    return names;
  }
}
