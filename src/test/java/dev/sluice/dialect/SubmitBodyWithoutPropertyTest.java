package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmitBodyWithoutPropertyTest {

  private static final int RUNS = 5_000;
  private static final List<String> NAMES = SubmitBody.DECISIVE.stream().sorted().toList();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"callback_url\":\"u\"}                          | {}",
        "{ \"callback_url\" : \"u\" }                      | {  }",
        "{\"callback_url\":\"u\",\"input\":{}}             | {\"input\":{}}",
        "{\"input\":{},\"callback_url\":null}              | {\"input\":{}}",
        "{\"a\":1 , \"callback_url\":[1,{\"b\":\",\"}] , \"c\":2}| {\"a\":1 ,   \"c\":2}",
        "{\"a\":1 ,  \"callback\\u005furl\":\"u\" }        | {\"a\":1    }"
      })
  void theMemberAndOneCommaAreGone(String before, String after) {
    assertThat(new String(read(bytes(before), 0).without("callback_url").bytes(), UTF_8))
        .isEqualTo(after);
  }

  @Test
  void everyOtherByteStays() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var random = new Random(seed * 41);
      var made = new RandomSubmit(seed);
      String name = NAMES.get(random.nextInt(NAMES.size()));
      byte[] before = made.bytes();

      SubmitBody shorter = read(before, seed).without(name);

      int[] span = made.span(name);
      String after = new String(shorter.bytes(), ISO_8859_1);
      if (span == null) {
        assertThat(shorter.bytes()).as("seed %d", seed).isEqualTo(before);
        continue;
      }
      String head = new String(before, 0, span[2], ISO_8859_1);
      String tail = new String(before, span[1], before.length - span[1], ISO_8859_1);
      boolean next = tail.matches("(?s)[ \t\r\n]*,.*");
      boolean previous = head.matches("(?s).*,[ \t\r\n]*");
      String expected =
          next
              ? head + tail.replaceFirst(",", "")
              : previous ? head.replaceFirst(",([ \t\r\n]*)$", "$1") + tail : head + tail;
      assertThat(after).as("seed %d", seed).isEqualTo(expected);
      var left = (ObjectNode) parsed(before);
      left.remove(name);
      assertThat(parsed(shorter.bytes())).as("seed %d", seed).isEqualTo(left);
      assertThat(shorter.text(name)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void severalEditsComeToTheSameAsOneAfterTheOtherReadAnew() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var random = new Random(seed * 43);
      byte[] stepwise = new RandomSubmit(seed).bytes();
      SubmitBody composed = read(stepwise, seed);
      for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        boolean away = random.nextBoolean();
        composed = away ? composed.without(name) : composed.withMember(name, "v");
        SubmitBody anew = read(stepwise, seed);
        stepwise = (away ? anew.without(name) : anew.withMember(name, "v")).bytes();
        assertThat(composed.bytes()).as("seed %d", seed).isEqualTo(stepwise);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
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
