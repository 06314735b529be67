package dev.sluice.history.redis;

import dev.sluice.history.Refusals;
import dev.sluice.history.Sample;
import dev.sluice.history.TeamSample;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A sample as the fields of a hash. Each begins with a letter and the team; a team's id has no
 * spaces:
 *
 * <pre>
 * s TEAM          sent, added up
 * r TEAM POLICY   refused, added up
 * d TEAM POLICY   when the last was refused, Unix milliseconds, a space, and what was said
 * w TEAM          waiting, added up
 * l TEAM          for how long the first waits, milliseconds; the largest stands
 * u TEAM BUDGET   slots in use; the last word stands
 * @ REPLICA       that this replica has added its part
 * </pre>
 */
final class SampleFields {

  private static final String ADD = "+";
  private static final String LARGEST = ">";
  private static final String LAST = "=";

  private SampleFields() {}

  /**
   * A field to be written.
   *
   * @param how it goes together with what is there
   */
  record Field(String how, String name, String value) {}

  static List<Field> of(String team, TeamSample part) {
    List<Field> fields = new ArrayList<>();
    if (part.sent() > 0) {
      fields.add(new Field(ADD, "s " + team, Long.toString(part.sent())));
    }
    part.refused()
        .forEach(
            (policy, refusals) -> {
              String of = " " + team + " " + policy;
              fields.add(new Field(ADD, "r" + of, Long.toString(refusals.count())));
              fields.add(
                  new Field(LARGEST, "d" + of, refusals.lastMillis() + " " + refusals.words()));
            });
    if (part.waiting() > 0) {
      fields.add(new Field(ADD, "w " + team, Integer.toString(part.waiting())));
      fields.add(new Field(LARGEST, "l " + team, Long.toString(part.longestMillis())));
    }
    part.slots()
        .forEach(
            (budget, used) ->
                fields.add(new Field(LAST, "u " + team + " " + budget, Integer.toString(used))));
    return fields;
  }

  static Sample sample(long step, Response fields) {
    Map<String, Parts> teams = new TreeMap<>();
    for (String name : fields.getKeys()) {
      String[] words = name.split(" ", 3);
      if (!words[0].equals("@") && words.length > 1) {
        teams
            .computeIfAbsent(words[1], fresh -> new Parts())
            .read(words, fields.get(name).toString(StandardCharsets.UTF_8));
      }
    }
    Map<String, TeamSample> whole = new HashMap<>();
    teams.forEach((team, parts) -> whole.put(team, parts.together()));
    return new Sample(step, whole);
  }

  /** What is read of one team. */
  private static final class Parts {
    private long sent;
    private int waiting;
    private long longest;
    private final Map<String, Long> refused = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();
    private final Map<String, Integer> slots = new HashMap<>();

    void read(String[] name, String value) {
      switch (name[0]) {
        case "s" -> sent = Long.parseLong(value);
        case "w" -> waiting = Integer.parseInt(value);
        case "l" -> longest = Long.parseLong(value);
        case "r" -> refused.put(name[2], Long.parseLong(value));
        case "d" -> said.put(name[2], value);
        case "u" -> slots.put(name[2], Integer.parseInt(value));
        default -> {
          // A later version's: it tells what this one does not know.
        }
      }
    }

    TeamSample together() {
      Map<String, Refusals> refusals = new HashMap<>();
      refused.forEach((policy, count) -> refusals.put(policy, refusals(policy, count)));
      return new TeamSample(sent, refusals, waiting, longest, slots);
    }

    private Refusals refusals(String policy, long count) {
      String last = said.getOrDefault(policy, "0 ");
      int space = last.indexOf(' ');
      return new Refusals(
          count, Long.parseLong(last.substring(0, space)), last.substring(space + 1));
    }
  }
}
