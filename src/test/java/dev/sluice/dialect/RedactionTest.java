package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static final int RUNS = 5_000;
  private static final ObjectMapper READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final ObjectMapper LENIENT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "only member      | {'data':{'param':'x'}}                      | {'data':{}}",
        "first            | {'data':{'param':'x','a':1}}                | {'data':{'a':1}}",
        "last             | {'data':{'a':1,'param':'x'}}                | {'data':{'a':1}}",
        "in the middle    | {'data':{'a':1,'param':'x','b':2}}          | {'data':{'a':1,'b':2}}",
        "doubled          | {'data':{'param':1,'a':1,'param':2}}        | {'data':{'a':1}}",
        "side by side     | {'data':{'a':1,'param':1,'remainedCredits':2}} | {'data':{'a':1}}",
        "both and no more | {'data':{'param':1,'remainedCredits':2}}    | {'data':{}}",
        "spelt otherwise  | {'data':{'p\\u0061ram':1,'a':1}}            | {'data':{'a':1}}",
        "whole escaped    | {'d\\u0061ta':{'\\u0070\\u0061\\u0072\\u0061\\u006d':1}} | {'d\\u0061ta':{}}",
        "an object        | {'data':{'param':{'a':[1,{'b':2}]},'a':1}}  | {'data':{'a':1}}",
        "an array         | {'data':{'a':1,'param':[1,[2],{}]}}         | {'data':{'a':1}}",
        "a number         | {'data':{'remainedCredits':-1.5e3,'a':1}}   | {'data':{'a':1}}",
        "a last number    | {'data':{'a':1,'remainedCredits':17}}       | {'data':{'a':1}}",
        "null             | {'data':{'param':null}}                     | {'data':{}}",
        "at the top       | {'param':'x','code':200}                    | {'code':200}",
        "deeper in data   | {'data':{'info':{'param':1,'a':1}}}         | {'data':{'info':{'a':1}}}",
        "in a list        | {'data':[{'param':1},{'a':1,'param':2}]}    | {'data':[{},{'a':1}]}",
        "in a second data | {'data':1,'data':{'param':1}}               | {'data':1,'data':{}}",
        "with whitespace  | { 'data' : { 'a' : 1 , 'param' : 'x' } }    | { 'data' : { 'a' : 1   } }",
        "between spaces   | {'data': {'a':1 , 'param' :'x' , 'b':2}}    | {'data': {'a':1 ,   'b':2}}",
      })
  void aMemberGoesWithExactlyOneComma(String what, String answer, String left) {
    assertThat(text(forTeam(bytes(answer)))).isEqualTo(text(bytes(left)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'code':200,'msg':'success','data':{'taskId':'t','state':'generating'}}",
        "{'code':200,'data':{'resultJson':'{\\'param\\':1,\\'remainedCredits\\':2}'}}",
        "{'code':200,'data':{'creditsConsumed':6.0,'consumeCredits':6,'Param':1,'params':2}}",
        "{'code':422,'msg':'param is wrong','data':null}",
        "{'code':422,'error':{'param':'prompt'},'data':'param'}",
        "{'code':200,'data':100}",
        "{}"
      })
  void whereNothingHasToGoTheAnswerIsTheSameArray(String answer) {
    byte[] bytes = bytes(answer.replace("\\'", "\\\""));

    assertThat(forTeam(bytes)).isSameAs(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "error code: 1010",
        "<html>Bad Gateway</html>",
        "{'code':200,'data':{'taskId':",
        "{'code':200} {}",
        "[{'code':200}]",
        "'text'",
        "17"
      })
  void whatIsNoEnvelopeAndMentionsNeitherPassesAsItIs(String answer) {
    byte[] bytes = bytes(answer);

    assertThat(forTeam(bytes)).isSameAs(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':{'param':'x'}",
        "{'data':{'param':'x'}} trailing",
        "{'data':{'param':'x'}} {}",
        "{'data':{'param':'x',}}",
        "{'data':{param:'x'}}",
        "[{'data':{'param':'x'}}]",
        "'{param: x}'",
        "{'data':{'p\\u0061ram':'x'}",
        "{\\'data\\':{\\'p\\\\u0061ram\\':1}}",
        "remainedCredits=17",
        "<html>missing parameter</html>"
      })
  void whatIsNoEnvelopeAndMentionsOneIsNotShown(String answer) {
    assertThat(forTeam(bytes(answer))).isEmpty();
  }

  @Test
  void otherEncodingsHideNothing() {
    String answer = text(bytes("{'data':{'a':1,'param':'x'}}"));
    for (Charset charset :
        List.of(
            UTF_16, UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE"))) {
      assertThat(forTeam(answer.getBytes(charset))).as(charset.name()).isEmpty();
      byte[] plain = "{\"data\":{}}".getBytes(charset);
      assertThat(forTeam(plain)).as(charset.name()).isSameAs(plain);
    }
    assertThat(forTeam(("\uFEFF" + answer).getBytes(UTF_8)))
        .isEqualTo("\uFEFF{\"data\":{\"a\":1}}".getBytes(UTF_8));
  }

  @Test
  void depthAndLengthAreNoWayOut() {
    String deep = "{\"a\":".repeat(180) + "{\"param\":1,\"a\":2}" + "}".repeat(180);
    assertThat(text(forTeam(bytes("{'data':" + deep + "}"))))
        .isEqualTo("{\"data\":" + deep.replace("\"param\":1,", "") + "}");
    for (int levels : new int[] {300, 100_000}) {
      assertThat(
              forTeam(bytes("{'data':" + "[".repeat(levels) + "{'param':1}" + "]".repeat(levels))))
          .isEmpty();
    }
    String megabyte = "x,".repeat(1 << 19);
    assertThat(text(forTeam(bytes("{'data':{'param':'" + megabyte + "','a':'" + megabyte + "'}}"))))
        .isEqualTo("{\"data\":{\"a\":\"" + megabyte + "\"}}");
  }

  @Test
  void whatIsLeftIsTheSameTreeAndTheSameBytesWithoutThem() {
    AtomicInteger changed = new AtomicInteger();
    for (long seed = 1; seed <= RUNS; seed++) {
      var made = new RandomAnswer(seed);
      byte[] full = made.full();

      byte[] left = forTeam(full);

      assertThat(text(left)).as("seed %d: %s", seed, text(full)).isEqualTo(text(made.left()));
      JsonNode expected = parsed(full);
      if (clean(expected, true, false)) {
        changed.incrementAndGet();
      }
      assertThat(parsed(left)).as("seed %d", seed).isEqualTo(expected);
      if (left.length == full.length) {
        assertThat(left).as("seed %d", seed).isSameAs(full);
      }
      assertThat(forTeam(left)).as("seed %d", seed).isSameAs(left);
    }
    assertThat(changed).hasValueGreaterThan(RUNS / 4);
  }

  /** Broken answers: either still an envelope, and then without them, or without a word of them. */
  @Test
  void noDamageLetsOneThrough() {
    var random = new Random(4711);
    for (long seed = 1; seed <= RUNS; seed++) {
      byte[] broken = new RandomAnswer(seed).full();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        broken[random.nextInt(broken.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "\"\\,:{}[] ".charAt(random.nextInt(9));
      }
      if (random.nextInt(4) == 0) {
        broken = Arrays.copyOf(broken, random.nextInt(broken.length));
      }

      byte[] left = forTeam(broken);

      JsonNode tree;
      try {
        tree = LENIENT.readTree(left);
      } catch (IOException unreadable) {
        tree = null;
      }
      if (tree instanceof ObjectNode) {
        assertThat(clean(tree, true, false)).as("seed %d: %s", seed, text(left)).isFalse();
      } else {
        assertThat(text(left)).as("seed %d", seed).doesNotContain("param", "remainedCredits");
      }
    }
  }

  /** Removes them, and says whether there was one. */
  private static boolean clean(JsonNode node, boolean top, boolean inData) {
    boolean found = false;
    if (node instanceof ObjectNode object) {
      if (top || inData) {
        int before = object.size();
        object.remove(RandomAnswer.HIDDEN);
        found = object.size() < before;
      }
      for (var member : object.properties()) {
        found |= clean(member.getValue(), false, inData || top && member.getKey().equals("data"));
      }
    } else {
      for (JsonNode element : node) {
        found |= clean(element, false, inData);
      }
    }
    return found;
  }

  private static byte[] forTeam(byte[] answer) {
    return new KieDialect().forTeam(answer);
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      return READER.readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(text(bytes), e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /** UTF-8, with single quotes for double ones. */
  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
