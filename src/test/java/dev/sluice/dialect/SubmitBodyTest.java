package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitBodyTest {

  private static final String GOOD =
      """
      { "request_type": "async", "provider": "auto",
        "input": {"prompt": "a caf\\u00e9, ünïcode \uD83D\uDE00", "n": [1.0, 1e+3, -0, 12345678901234567890.10]},
        "source": null}
      """;

  static Stream<Arguments> whatIsNoJsonObjectInUtf8() {
    return Stream.of(
        Arguments.of("nothing", utf8("")),
        Arguments.of("whitespace", utf8(" \r\n\t")),
        Arguments.of("text", utf8("hello")),
        Arguments.of("an array", utf8("[{\"input\":{}}]")),
        Arguments.of("a string", utf8("\"input\"")),
        Arguments.of("a number", utf8("17")),
        Arguments.of("null", utf8("null")),
        Arguments.of("single quotes", utf8("{'input':{}}")),
        Arguments.of("a bare name", utf8("{input:{}}")),
        Arguments.of("a comment", utf8("{/* */\"input\":{}}")),
        Arguments.of("a trailing comma", utf8("{\"input\":{},}")),
        Arguments.of("two commas", utf8("{\"input\":{},,\"a\":1}")),
        Arguments.of("a missing colon", utf8("{\"input\"{}}")),
        Arguments.of("a leading zero", utf8("{\"input\":{},\"a\":01}")),
        Arguments.of("a plus sign", utf8("{\"input\":{},\"a\":+1}")),
        Arguments.of("a number without digits", utf8("{\"input\":{},\"a\":1.}")),
        Arguments.of("not a number", utf8("{\"input\":{},\"a\":NaN}")),
        Arguments.of("a wrong word", utf8("{\"input\":{},\"a\":truE}")),
        Arguments.of("a raw control character", utf8("{\"input\":{},\"a\":\"\n\"}")),
        Arguments.of("a wrong escape", utf8("{\"input\":{},\"a\":\"\\x41\"}")),
        Arguments.of("a short escape", utf8("{\"input\":{},\"a\":\"\\u00\"}")),
        Arguments.of("mismatched brackets", utf8("{\"input\":{]}")),
        Arguments.of("a second object", utf8(GOOD + "{}")),
        Arguments.of("a second value after a comma", utf8(GOOD + ",1")),
        Arguments.of("a stray brace", utf8(GOOD + "}")),
        Arguments.of("a byte order mark", utf8("\uFEFF" + GOOD)),
        Arguments.of("UTF-16 with a mark", GOOD.getBytes(UTF_16)),
        Arguments.of("UTF-16BE", GOOD.getBytes(UTF_16BE)),
        Arguments.of("UTF-16LE", GOOD.getBytes(UTF_16LE)),
        Arguments.of("UTF-32BE", GOOD.getBytes(Charset.forName("UTF-32BE"))),
        Arguments.of("UTF-32LE", GOOD.getBytes(Charset.forName("UTF-32LE"))),
        Arguments.of("Latin-1", text(0xE9)),
        Arguments.of("an overlong slash", text(0xC0, 0xAF)),
        Arguments.of("an overlong quote of three bytes", text(0xE0, 0x80, 0xA2)),
        Arguments.of("an overlong of four bytes", text(0xF0, 0x80, 0x80, 0xAF)),
        Arguments.of("an overlong zero", text(0xC0, 0x80)),
        Arguments.of("a high surrogate as bytes", text(0xED, 0xA0, 0x80)),
        Arguments.of("a surrogate pair as bytes", text(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80)),
        Arguments.of("beyond Unicode", text(0xF4, 0x90, 0x80, 0x80)),
        Arguments.of("a lone continuation", text(0x80)),
        Arguments.of("a cut sequence", text(0xE2, 0x82)),
        Arguments.of("a zero byte", text(0x00)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatIsNoJsonObjectInUtf8")
  void whatIsNoJsonObjectInStrictUtf8IsRefusedAsBody(String what, byte[] body) {
    var malformed = refused(SubmitBody.read(body));

    assertThat(malformed.member()).isEqualTo("body");
    assertThat(malformed.detail()).startsWith("body: ");
  }

  @Test
  void everyTruncationOfAGoodBodyIsRefused() {
    byte[] whole = utf8(GOOD.strip());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThat(SubmitBody.read(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aGoodBodyIsReadAndKeptAsItIs() {
    byte[] bytes = utf8(GOOD);

    var body = read(GOOD);

    assertThat(body.bytes()).isEqualTo(bytes);
    assertThat(body.provider()).contains("auto");
    assertThat(body.requestType()).contains("async");
    assertThat(body.callbackUrl()).isEmpty();
    assertThat(body.text("input")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {199, 200})
  void twoHundredLevelsAreDeepEnough(int levels) {
    assertThat(SubmitBody.read(nested(levels))).isInstanceOf(SubmitBody.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 1000, 100_000})
  void moreThanTwoHundredLevelsAreRefused(int levels) {
    assertThat(refused(SubmitBody.read(nested(levels))).detail()).contains("200 levels");
  }

  @Test
  void depthIsCountedInMembersThatDecideNothingToo() {
    String deep = "[".repeat(200) + "]".repeat(200);
    assertThat(refused(SubmitBody.read(utf8("{\"input\":{},\"x\":" + deep + "}"))).detail())
        .contains("200 levels");
  }

  @Test
  void wideBodiesAreNotDeep() {
    assertThat(read("{\"input\":{\"a\":[" + "[],{},".repeat(1000) + "[]]}}")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"provider", "request_type", "callback_url", "callBackUrl", "model", "input"})
  void aDecisiveMemberGivenTwiceIsRefusedByItsName(String name) {
    for (String spelling : List.of(name, escaped(name, 0), escaped(name, name.length() - 1))) {
      String body = "{\"%s\": \"auto\", \"x\": {}, \"%s\" : null}".formatted(name, spelling);
      var malformed = refused(SubmitBody.read(utf8(body)));

      assertThat(malformed.member()).isEqualTo(name);
      assertThat(malformed.detail()).startsWith(name + ": ");
    }
  }

  @Test
  void aMemberSpeltOnlyWithEscapesDecidesToo() {
    assertThat(read("{\"provid\\u0065r\":\"v\\u0061lue\"}").provider()).contains("value");
  }

  @Test
  void onlyTheTopLevelDecidesAndOnlyInItsOwnCase() {
    var body =
        read(
            """
            {"x":1,"x":2,"Provider":"a","PROVIDER":"b","input":{"provider":"c","provider":"d"},
             "y":[{"request_type":"callback"}]}""");

    assertThat(body.provider()).isEmpty();
    assertThat(body.requestType()).isEmpty();
  }

  @Test
  void stringsNamesAndNumbersMayBeAsLongAsTheBody() {
    String megabyte = "9".repeat(1 << 20);
    for (String body :
        List.of(
            "{\"input\":{\"prompt\":\"" + megabyte + "\"}}",
            "{\"input\":{\"" + megabyte + "\":1}}",
            "{\"input\":{},\"seed\":" + megabyte + "}",
            "{\"input\":{},\"seed\":1." + megabyte + "}")) {
      var read = read(body).withMember("provider", "value");
      assertThat(new String(read.bytes(), UTF_8))
          .isEqualTo("{\"provider\":\"value\"," + body.substring(1));
    }
  }

  @Test
  void escapesOfLoneSurrogatesPassInValuesAndAreRefusedInNames() {
    assertThat(read("{\"input\":{\"prompt\":\"\\ud800\"}}")).isNotNull();
    assertThat(refused(SubmitBody.read(utf8("{\"input\":{\"\\ud800\":1}}"))).member())
        .isEqualTo("body");
  }

  @Test
  void anAbsentMemberIsInsertedFirst() {
    assertThat(edited(" {\n \"input\": {}}\n", "provider", "value"))
        .isEqualTo(" {\"provider\":\"value\",\n \"input\": {}}\n");
    assertThat(edited("{}", "provider", "value")).isEqualTo("{\"provider\":\"value\"}");
    assertThat(edited("{ \n}", "provider", "value")).isEqualTo("{\"provider\":\"value\" \n}");
  }

  @Test
  void aPresentMemberIsReplacedWhereItStands() {
    assertThat(edited("{\"a\":1.0, \"provider\" :\t\"auto\" ,\"b\":1E+2}", "provider", "value"))
        .isEqualTo("{\"a\":1.0, \"provider\" :\t\"value\" ,\"b\":1E+2}");
    assertThat(edited("{\"provid\\u0065r\":null}", "provider", "value"))
        .isEqualTo("{\"provid\\u0065r\":\"value\"}");
    assertThat(edited("{\"model\":-12.5e3}", "model", "x")).isEqualTo("{\"model\":\"x\"}");
    assertThat(edited("{\"model\":{\"a\":[1, {}]} }", "model", "x"))
        .isEqualTo("{\"model\":\"x\" }");
  }

  @Test
  void aValueIsEscaped() {
    var body = read("{}").withMember("callback_url", "a\"b\\c\n\u0001é\uD83D\uDE00\uD800");

    assertThat(new String(body.bytes(), UTF_8))
        .isEqualTo("{\"callback_url\":\"a\\\"b\\\\c\\n\\u0001\\u00E9\\uD83D\\uDE00\\uD800\"}");
    assertThat(((SubmitBody) SubmitBody.read(body.bytes())).callbackUrl())
        .isEqualTo(body.callbackUrl());
  }

  @Test
  void anEditLeavesTheOriginalAlone() {
    var original = read("{\"provider\":\"auto\"}");

    original.withMember("provider", "value");

    assertThat(original.bytes()).isEqualTo(utf8("{\"provider\":\"auto\"}"));
    assertThat(original.provider()).contains("auto");
  }

  @Test
  void onlyDecisiveMembersAreEdited() {
    assertThatThrownBy(() -> read("{}").withMember("source", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("source");
  }

  @Test
  void aBodyShowsNothingOfItselfInLogs() {
    assertThat(read("{\"input\":{\"prompt\":\"secret\"}}").toString()).doesNotContain("secret");
  }

  private static String edited(String body, String name, String value) {
    return new String(read(body).withMember(name, value).bytes(), UTF_8);
  }

  private static SubmitBody read(String body) {
    var reading = SubmitBody.read(utf8(body));
    assertThat(reading).isInstanceOf(SubmitBody.class);
    return (SubmitBody) reading;
  }

  private static Malformed refused(SubmitReading reading) {
    assertThat(reading).isInstanceOf(Malformed.class);
    return (Malformed) reading;
  }

  private static String escaped(String name, int index) {
    return name.substring(0, index)
        + "\\u%04x".formatted((int) name.charAt(index))
        + name.substring(index + 1);
  }

  private static byte[] nested(int levels) {
    int inner = levels - 2;
    return utf8("{\"input\":{\"a\":" + "[".repeat(inner) + "]".repeat(inner) + "}}");
  }

  private static byte[] text(int... bytes) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(utf8("{\"input\":{\"prompt\":\""));
    for (int b : bytes) {
      out.write(b);
    }
    out.writeBytes(utf8("\"}}"));
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
