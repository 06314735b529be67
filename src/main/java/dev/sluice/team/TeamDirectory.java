package dev.sluice.team;

import java.util.Collection;
import java.util.Optional;

/** Finds a team by the key that a client presents. */
public interface TeamDirectory {

  /** The team whose key this is. Takes the same time whether it is nearly right or not. */
  Optional<Team> byKey(String presentedKey);

  /** The team of this id. */
  Optional<Team> byId(String id);

  /** All teams there are now. */
  Collection<Team> all();

  /** Whether there is no team that is not known here; until then an unknown key may be one. */
  default boolean complete() {
    return true;
  }
}
