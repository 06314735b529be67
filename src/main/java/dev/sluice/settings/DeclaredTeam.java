package dev.sluice.settings;

import io.smallrye.config.common.utils.StringUtil;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is written of a team outside the store. Holds secrets.
 *
 * @param members by their names below the team: {@code weight}, {@code models[0]}; those without a
 *     value are left out
 */
public record DeclaredTeam(Map<String, String> members) {

  private static final String TEAMS = "sluice.teams.";

  /** The segment of a full name that names the team. */
  private static final int NAME = 2;

  private static final String ITEM = "\\[\\d{1,9}]$";

  public DeclaredTeam {
    members = Collections.unmodifiableMap(new HashMap<>(members));
  }

  /**
   * Each of these teams.
   *
   * @param written values by the full names of their members
   */
  static Map<String, DeclaredTeam> of(Collection<String> teams, Map<String, String> written) {
    Map<String, Map<String, String>> found = new TreeMap<>();
    teams.forEach(team -> found.put(team, new HashMap<>()));
    written.forEach(
        (name, value) -> {
          String below = name.startsWith(TEAMS) ? MemberName.behind(name, NAME + 1) : "";
          if (!below.isEmpty() && !value.isEmpty()) {
            String team = MemberName.segments(name).get(NAME);
            if (found.containsKey(team)) {
              found.get(team).put(below, value);
            }
          }
        });
    Map<String, DeclaredTeam> all = new TreeMap<>();
    found.forEach((team, members) -> all.put(team, new DeclaredTeam(members)));
    return all;
  }

  /** A list's items: by their indices, or one text with commas between them. */
  public List<String> list(String name) {
    TreeMap<Integer, String> items = new TreeMap<>();
    members.forEach(
        (member, value) -> {
          if (isOf(name, member) && !member.equals(name)) {
            items.put(
                Integer.valueOf(member.substring(name.length() + 1, member.length() - 1)), value);
          }
        });
    String text = members.getOrDefault(name, "");
    return items.isEmpty() && !text.isEmpty()
        ? List.of(StringUtil.split(text))
        : List.copyOf(items.values());
  }

  /** All members but these, their items included. */
  public Map<String, String> without(Set<String> names) {
    Map<String, String> rest = new HashMap<>(members);
    rest.keySet().removeIf(member -> names.stream().anyMatch(name -> isOf(name, member)));
    return rest;
  }

  private static boolean isOf(String name, String member) {
    return member.replaceFirst(ITEM, "").equals(name);
  }

  @Override
  public String toString() {
    return "DeclaredTeam" + members.keySet();
  }
}
