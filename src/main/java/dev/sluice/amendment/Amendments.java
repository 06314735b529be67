package dev.sluice.amendment;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that administrators have changed, at one moment. Immutable.
 *
 * @param version one more with each change; 0 before the first
 * @param mark made by chance with each change, so that two of one number are told apart
 * @param teams by id
 * @param paused names of upstreams
 */
public record Amendments(
    long version, String mark, Map<String, ManagedTeam> teams, Set<String> paused) {

  /** Nothing was changed yet. */
  public static final Amendments NONE = new Amendments(0, "", Map.of(), Set.of());

  public Amendments {
    teams = Collections.unmodifiableMap(new TreeMap<>(teams));
    paused = Collections.unmodifiableSet(new TreeSet<>(paused));
  }

  /** The team of this id. */
  public Optional<ManagedTeam> team(String id) {
    return Optional.ofNullable(teams.get(id));
  }

  /** The same with this team in the place of the one of its id. */
  public Amendments with(String id, ManagedTeam team) {
    Map<String, ManagedTeam> more = new TreeMap<>(teams);
    more.put(id, team);
    return new Amendments(version, mark, more, paused);
  }

  /** The same without this team. */
  public Amendments without(String id) {
    Map<String, ManagedTeam> fewer = new TreeMap<>(teams);
    fewer.remove(id);
    return new Amendments(version, mark, fewer, paused);
  }

  /** The same, this upstream paused or not. */
  public Amendments paused(String upstream, boolean pause) {
    Set<String> names = new TreeSet<>(paused);
    if (pause) {
      names.add(upstream);
    } else {
      names.remove(upstream);
    }
    return new Amendments(version, mark, teams, names);
  }

  /** What follows this one. */
  Amendments next(String newMark) {
    return new Amendments(version + 1, newMark, teams, paused);
  }

  /** Number and mark in one word, by which the store knows it. */
  public String label() {
    return version + "-" + mark;
  }
}
