package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubmitBodyEditPropertyTest {

  private static final int RUNS = 5_000;
  private static final List<String> NAMES = SubmitBody.DECISIVE.stream().sorted().toList();
  private static final List<String> VALUES =
      List.of("value", "", "official", "https://a.example/b?c=\"d\"\\", "é\n\uD83D\uDE00\u2028");

  @Test
  void outsideOfTheEditedTokenEveryByteStays() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var random = new Random(seed * 31);
      var made = new RandomSubmit(seed);
      String name = NAMES.get(random.nextInt(NAMES.size()));
      String value = VALUES.get(random.nextInt(VALUES.size()));
      byte[] before = made.bytes();

      byte[] after = read(before, seed).withMember(name, value).bytes();

      int from = made.span(name) == null ? made.afterBrace() : made.span(name)[0];
      int to = made.span(name) == null ? made.afterBrace() : made.span(name)[1];
      int end = after.length - (before.length - to);
      assertThat(Arrays.copyOf(after, from))
          .as("head, seed %d", seed)
          .isEqualTo(Arrays.copyOf(before, from));
      assertThat(Arrays.copyOfRange(after, end, after.length))
          .as("tail, seed %d", seed)
          .isEqualTo(Arrays.copyOfRange(before, to, before.length));
      String middle = new String(after, from, end - from, UTF_8);
      String quoted = middle;
      if (made.span(name) == null) {
        assertThat(middle).as("seed %d", seed).startsWith("\"" + name + "\":");
        quoted = middle.substring(name.length() + 3, middle.length() - (made.empty() ? 0 : 1));
        assertThat(middle.endsWith(",")).as("comma, seed %d", seed).isEqualTo(!made.empty());
      }
      assertThat(parsed(quoted.getBytes(UTF_8)).textValue()).as("seed %d", seed).isEqualTo(value);
      assertThat(read(after, seed).text(name)).as("seed %d", seed).contains(value);
    }
  }

  @Test
  void severalEditsComeToTheSameAsOneAfterTheOtherReadAnew() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var random = new Random(seed * 37);
      byte[] original = new RandomSubmit(seed).bytes();
      SubmitBody composed = read(original, seed);
      byte[] stepwise = original;
      var expected = (ObjectNode) parsed(original);
      for (int edits = 1 + random.nextInt(5); edits > 0; edits--) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        composed = composed.withMember(name, value);
        stepwise = read(stepwise, seed).withMember(name, value).bytes();
        expected.put(name, value);
      }
      assertThat(composed.bytes()).as("seed %d", seed).isEqualTo(stepwise);
      assertThat(parsed(composed.bytes())).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static SubmitBody read(byte[] bytes, long seed) {
    var reading = SubmitBody.read(bytes);
    assertThat(reading)
        .as("seed %d: %s", seed, new String(bytes, UTF_8))
        .isInstanceOf(SubmitBody.class);
    return (SubmitBody) reading;
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      return new ObjectMapper().readTree(bytes);
    } catch (java.io.IOException e) {
      throw new AssertionError(new String(bytes, UTF_8), e);
    }
  }
}
