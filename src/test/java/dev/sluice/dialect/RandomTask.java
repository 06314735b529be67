package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A made-up answer to a status request in odd but valid JSON: its members in any order and
 * spelling, with others between them. It is written by itself, in each form that it can be told in.
 */
final class RandomTask {

  private static final List<String> SPACES = List.of("", "", "", " ", "\t", "\r\n", " \n\t ");
  private static final List<String> TEXTS =
      List.of(
          "\"\"",
          "\"{\\\"resultUrls\\\":[\\\"https:\\/\\/x\\/y.png\\\"]}\"",
          "\"\\u007b\\\"state\\\":\\\"fail\\\"}\"",
          "\"\u00e9\uD83D\uDE00\\ud83d\\ude00 code\"",
          "null");
  private static final List<String> OTHERS =
      List.of("0", "-1.50E+05", "9".repeat(60), "[{\"data\":{\"state\":1}}]", "{ }", "\"taskId\"");

  private final Random random;
  private final List<String> names;
  private final Map<String, String> others = new LinkedHashMap<>();
  private final Map<String, String> spellings = new LinkedHashMap<>();
  private final List<String> order;
  private final List<String> spaces = new ArrayList<>();
  private int space;

  final String state;
  final String taskId = "\"t-\u00fc\\u0031\"";
  final String resultJson;
  final String failCode;
  final String failMsg;
  final String createTime;
  final String completeTime;
  final int seconds;

  /**
   * @param states the words that it may be in
   */
  RandomTask(long seed, List<String> states) {
    random = new Random(seed);
    state = one(states);
    resultJson = one(TEXTS);
    failCode = one(TEXTS);
    failMsg = one(TEXTS);
    createTime = one(List.of("1698765400000", "1.6987654E12", "0"));
    completeTime = one(List.of("1698765432000", "1698765432000.0"));
    seconds = random.nextInt(100_000);
    names =
        new ArrayList<>(
            List.of("id", "state", "resultJson", "failCode", "failMsg", "costTime", "createTime"));
    names.add("completeTime");
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = "more" + i;
      names.add(name);
      others.put(name, one(OTHERS));
    }
    Collections.shuffle(names, random);
    order = new ArrayList<>(List.of("code", "text", "data", "more"));
    Collections.shuffle(order, random);
    for (int i = 0; i < 80; i++) {
      spaces.add(one(SPACES));
    }
  }

  /**
   * The envelope.
   *
   * @param code the token of its code
   * @param textName what its text is called
   * @param text the token of its text
   * @param idName what its id is called
   * @param costTime the token of what it took
   */
  byte[] written(String code, String textName, String text, String idName, String costTime) {
    space = 0;
    Function<String, String> inData =
        name ->
            switch (name) {
              case "id" -> member(idName, taskId);
              case "state" -> member(name, '"' + state + '"');
              case "resultJson" -> member(name, resultJson);
              case "failCode" -> member(name, failCode);
              case "failMsg" -> member(name, failMsg);
              case "costTime" -> member(name, costTime);
              case "createTime" -> member(name, createTime);
              case "completeTime" -> member(name, completeTime);
              default -> member(name, others.get(name));
            };
    Function<String, String> onTop =
        name ->
            switch (name) {
              case "code" -> member(name, code);
              case "text" -> member(textName, text);
              case "data" -> member(name, object(names, inData));
              default -> member(name, "{\"taskId\":\"none\",\"costTime\":7}");
            };
    return (space() + object(order, onTop) + space()).getBytes(UTF_8);
  }

  private String object(List<String> members, Function<String, String> written) {
    return members.stream()
        .map(written)
        .collect(Collectors.joining(",", "{" + space(), space() + "}"));
  }

  private String member(String name, String value) {
    String spelt = name.equals("taskId") || name.startsWith("m") ? '"' + name + '"' : spelt(name);
    return space() + spelt + space() + ":" + space() + value + space();
  }

  /** The same each time. */
  private String spelt(String name) {
    return spellings.computeIfAbsent(
        name,
        it -> {
          int at = random.nextInt(it.length() * 4);
          String spelt =
              at >= it.length()
                  ? it
                  : it.substring(0, at)
                      + "\\u%04X".formatted((int) it.charAt(at))
                      + it.substring(at + 1);
          return '"' + spelt + '"';
        });
  }

  private String space() {
    return spaces.get(space++ % spaces.size());
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
