package dev.sluice.admin;

import dev.sluice.settings.Problems;
import dev.sluice.settings.RoomSettings;
import dev.sluice.team.TeamKey;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads the keys of those who may administer. */
@Singleton
public final class AdminSettings implements RoomSettings {

  private static final Predicate<String> NAME =
      Pattern.compile("[A-Za-z0-9._-]{1,64}").asMatchPredicate();

  private final Problems problems = new Problems();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, TeamKey> keys = new TreeMap<>();

  public AdminSettings(AdminConfig config) {
    new TreeMap<>(config.admin().keys()).forEach(this::read);
  }

  private void read(String name, String written) {
    String at = "sluice.admin.keys." + name;
    Optional<TeamKey> key = TeamKey.written(written);
    if (!NAME.test(name)) {
      problems.add(at, name, "a name of 1 to 64 letters, digits, '.', '_' or '-'");
    } else if (key.isEmpty()) {
      problems.add(at, TeamKey.NONE);
    } else if (keys.containsValue(key.get())) {
      problems.add(at, "another name has the same key; allowed is each key once");
    } else {
      keys.put(name, key.get());
      if (!written.startsWith(TeamKey.DIGESTED)) {
        warnings.add(at + ": " + TeamKey.ADVICE);
      }
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** By the name of whose each is. */
  Map<String, TeamKey> keys() {
    return Map.copyOf(keys);
  }
}
