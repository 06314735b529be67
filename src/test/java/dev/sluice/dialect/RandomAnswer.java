package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A made-up envelope in odd but valid JSON, and what must be left of it. It shares no code with
 * what it tests: of an object's commas those stay that stand behind a member that stays and before
 * another one.
 */
final class RandomAnswer {

  static final Set<String> HIDDEN = Set.of("param", "remainedCredits");

  private static final List<String> NAMES =
      List.of(
          "param",
          "param",
          "remainedCredits",
          "data",
          "taskId",
          "Param",
          "params",
          "creditsConsumed",
          "\u00fc");
  private static final List<String> SPACES = List.of("", "", "", " ", "\t", "\r\n", " \n\t ");
  private static final List<String> SCALARS =
      List.of(
          "0",
          "-1.50E+05",
          "9".repeat(60),
          "true",
          "null",
          "\"\"",
          "\"param\"",
          "\"\u00e9\uD83D\uDE00\\\"},{:\\\\\"",
          "\"{\\\"param\\\":1,\\\"remainedCredits\\\":2}\"");

  private final Random random;
  private final Text all;

  /**
   * @param full as the vendor sends it
   * @param left as a team may see it
   */
  private record Text(String full, String left) {

    static Text same(String text) {
      return new Text(text, text);
    }

    Text then(Text next) {
      return new Text(full + next.full, left + next.left);
    }
  }

  private record Member(Text text, boolean stays) {}

  RandomAnswer(long seed) {
    random = new Random(seed);
    all = space().then(object(0, false)).then(space());
  }

  byte[] full() {
    return all.full().getBytes(UTF_8);
  }

  byte[] left() {
    return all.left().getBytes(UTF_8);
  }

  private Text object(int depth, boolean inData) {
    List<Member> members = new ArrayList<>();
    for (int i = random.nextInt(7); i > 0; i--) {
      members.add(member(depth, inData));
    }
    Text text = Text.same("{").then(members.isEmpty() ? space() : Text.same(""));
    for (int i = 0; i < members.size(); i++) {
      text = text.then(space()).then(members.get(i).text()).then(space());
      if (i + 1 < members.size()) {
        boolean comma =
            members.get(i).stays()
                && members.subList(i + 1, members.size()).stream().anyMatch(Member::stays);
        text = text.then(new Text(",", comma ? "," : ""));
      }
    }
    return text.then(Text.same("}"));
  }

  private Member member(int depth, boolean inData) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    boolean stays = !(HIDDEN.contains(name) && (depth == 0 || inData));
    Text value = value(depth + 1, inData || depth == 0 && name.equals("data"));
    Text text =
        Text.same('"' + spelt(name) + '"')
            .then(space())
            .then(Text.same(":"))
            .then(space())
            .then(value);
    return new Member(stays ? text : new Text(text.full(), ""), stays);
  }

  private Text value(int depth, boolean inData) {
    int kind = random.nextInt(depth > 4 ? 3 : 6);
    if (kind < 3) {
      return Text.same(SCALARS.get(random.nextInt(SCALARS.size())));
    }
    if (kind < 5) {
      return object(depth, inData);
    }
    Text text = Text.same("[").then(space());
    for (int i = random.nextInt(4); i > 0; i--) {
      text = text.then(value(depth + 1, inData)).then(space());
      text = text.then(Text.same(i > 1 ? "," : "")).then(space());
    }
    return text.then(Text.same("]"));
  }

  private String spelt(String name) {
    int at = random.nextInt(name.length() * 3);
    return at >= name.length()
        ? name
        : name.substring(0, at)
            + "\\u%04X".formatted((int) name.charAt(at))
            + name.substring(at + 1);
  }

  private Text space() {
    return Text.same(SPACES.get(random.nextInt(SPACES.size())));
  }
}
