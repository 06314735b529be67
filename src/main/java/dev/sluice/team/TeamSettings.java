package dev.sluice.team;

import dev.sluice.settings.Layout;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads who the teams are, and which key is whose. */
@Singleton
public final class TeamSettings implements RoomSettings {

  /**
   * The key of the embedded default's only team. Wherever anything is configured it is nobody's.
   */
  public static final String DEMO_KEY = "demo-key";

  /**
   * What the id of a team looks like: it stands in paths, and metrics have {@code none} and {@code
   * other} for those who are no team.
   */
  public static final Predicate<String> ID =
      Pattern.compile("(?!(none|other)$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}").asMatchPredicate();

  /** The same in words. */
  public static final String ID_IN_WORDS =
      "1 to 64 letters, digits, '.', '_' or '-', of which the first is a letter or a digit, and not"
          + " none or other";

  /** The most teams, those of the files and those of the store together. */
  public static final int MOST = 5000;

  private static final Predicate<String> MODELS =
      Pattern.compile("[A-Za-z0-9._/*-]{1,128}").asMatchPredicate();
  private static final Predicate<String> CALLBACKS =
      Pattern.compile("https?://[\\x21-\\x7E]{1,2000}").asMatchPredicate();

  private static final String GLOBS =
      "model ids and globs of letters, digits, '.', '_', '-', '/' and '*'";
  private static final String URLS = "globs that begin with http:// or https://";

  private final Reading reading = new Reading(new Problems());
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Team> teams = new TreeMap<>();
  private final Map<TeamKey, Held> keys = new HashMap<>();
  private final Map<TeamKey, String> whereKeysStand = new HashMap<>();

  /**
   * Whose a key is.
   *
   * @param until when it is no key any more; empty where it stays one
   */
  record Held(Team team, Optional<Instant> until) {}

  public TeamSettings(TeamConfig config, Layout layout) {
    if (layout.teams().size() > MOST) {
      reading
          .problems()
          .add(
              "sluice.teams",
              "%d teams; allowed are at most %d".formatted(layout.teams().size(), MOST));
    }
    for (String id : new TreeSet<>(layout.teams())) {
      read(id, Optional.ofNullable(config.teams().get(id)), layout.demo());
    }
    if (layout.demo()) {
      warnings.add(
          "nothing is configured: team '%s' with the key '%s' on the built-in sandbox, in memory;"
                  .formatted(Layout.DEMO_TEAM, DEMO_KEY)
              + " no task is real, and everybody who can reach this port can use it");
    } else if (layout.teams().isEmpty()) {
      warnings.add("sluice.teams: an upstream but no team is configured, so every key is refused");
    }
  }

  @Override
  public Problems problems() {
    return reading.problems();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** All teams by their ids. */
  public Map<String, Team> teams() {
    return Map.copyOf(teams);
  }

  /** The id of the team whose key it is. */
  public Optional<String> teamWith(TeamKey key) {
    return Optional.ofNullable(keys.get(key)).map(held -> held.team().id());
  }

  /** All keys, and whose they are. */
  Map<TeamKey, Held> keys() {
    return Map.copyOf(keys);
  }

  private void read(String id, Optional<TeamConfig.Values> values, boolean demo) {
    String at = "sluice.teams." + id;
    if (!ID.test(id)) {
      reading.problems().add(at, id, ID_IN_WORDS);
    }
    Team team =
        new Team(
            id,
            texts(at + ".models", values.flatMap(TeamConfig.Values::models), MODELS, GLOBS),
            texts(at + ".callbacks", values.flatMap(TeamConfig.Values::callbacks), CALLBACKS, URLS),
            reading.flag(
                at + ".show-balance", values.flatMap(TeamConfig.Values::showBalance), true),
            reading.flag(at + ".sandbox", values.flatMap(TeamConfig.Values::sandbox), false));
    teams.put(id, team);
    if (demo) {
      keys.put(TeamKey.written(DEMO_KEY).orElseThrow(), new Held(team, Optional.empty()));
    } else {
      readKeys(at + ".keys", values.flatMap(TeamConfig.Values::keys).orElse(List.of()), team);
    }
  }

  private List<String> texts(
      String key, Optional<List<String>> raw, Predicate<String> right, String allowed) {
    List<String> good = new ArrayList<>();
    for (String text : raw.orElse(List.of())) {
      if (right.test(text)) {
        good.add(text);
      } else {
        reading.problems().add(key, text, allowed);
      }
    }
    return good;
  }

  private void readKeys(String at, List<String> written, Team team) {
    if (written.isEmpty()) {
      warnings.add(at + ": team '" + team.id() + "' has no key and cannot be used");
    }
    boolean plain = false;
    for (int i = 0; i < written.size(); i++) {
      String place = "%s[%d]".formatted(at, i);
      Optional<LimitedKey> limited = LimitedKey.written(written.get(i));
      Optional<TeamKey> key = limited.map(LimitedKey::key);
      if (key.isEmpty()) {
        reading.problems().add(place, TeamKey.NONE + LimitedKey.ALSO);
      } else if (whereKeysStand.containsKey(key.get())) {
        String other = Objects.requireNonNull(keys.get(key.get())).team().id();
        reading
            .problems()
            .add(
                place,
                "team '%s' has the same key as team '%s' (%s); allowed is each key once"
                    .formatted(team.id(), other, whereKeysStand.get(key.get())));
      } else {
        whereKeysStand.put(key.get(), place);
        keys.put(key.get(), new Held(team, limited.flatMap(LimitedKey::until)));
        plain |= !written.get(i).startsWith(TeamKey.DIGESTED);
      }
    }
    if (plain) {
      warnings.add("%s: team '%s' has ".formatted(at, team.id()) + TeamKey.ADVICE);
    }
  }
}
