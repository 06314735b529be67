package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetellingTest {

  private static final Dialect APIXO = new ApixoDialect();
  private static final Dialect KIE = new KieDialect();

  private static final Wording FLUX =
      new Wording(
          Optional.empty(),
          Map.of("pro", "flux-2/pro", "flex", "flux-2/flex"),
          new InputChanges(
              Map.of("image_urls", "input_urls"),
              Map.of("resolution", Map.of("4K", "\"2K\"")),
              Set.of("mode"),
              new TreeMap<>(Map.of("aspect_ratio", "\"1:1\""))));

  @Test
  void anApixoSubmitReadsAsKiesWouldAndUnknownMembersStay() {
    var told =
        told(
            APIXO,
            KIE,
            FLUX,
            """
            {"request_type":"callback","callback_url":"https://a.example/b","source":"mcp",
             "input":{"mode":"pro","prompt":"caf\\u00e9", "image_urls":["u"], "resolution":"4K", "seed":1.0e2}}""");
    assertThat(told.model()).isEqualTo("flux-2/pro");
    assertThat(text(KIE.addressed(told.body(), told.model(), Optional.of("value"))))
        .isEqualTo(
            """
            {"model":"flux-2/pro","callBackUrl":"https://a.example/b","source":"mcp",
             "input":{"prompt":"caf\\u00e9", "input_urls":["u"], "resolution":"2K", "seed":1.0e2,"aspect_ratio":"1:1"}}""");
  }

  @Test
  void aKieSubmitReadsAsApixosWouldAndItsIdSaysTheModeWhateverTheInputSays() {
    var wording =
        new Wording(
            Optional.of("flux-2"),
            Map.of(),
            new InputChanges(
                Map.of("input_urls", "image_urls"),
                Map.of(),
                Set.of("mode"),
                new TreeMap<>(Map.of("mode", "\"pro\""))));
    var told =
        told(
            KIE,
            APIXO,
            wording,
            "{\"model\":\"flux-2\\/pro\",\"callBackUrl\":\"https://a.example\","
                + "\"input\":{\"mode\":\"flex\",\"input_urls\":[]}}");
    assertThat(told.model()).isEqualTo("flux-2");
    assertThat(text(APIXO.addressed(told.body(), told.model(), Optional.of("value"))))
        .isEqualTo(
            "{\"provider\":\"value\",\"callback_url\":\"https://a.example\","
                + "\"request_type\":\"callback\",\"input\":{\"image_urls\":[],\"mode\":\"pro\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                              | {\"aspect_ratio\":\"1:1\"}",
        "{ }                             | {\"aspect_ratio\":\"1:1\"}",
        "{\"aspect_ratio\":null}         | {\"aspect_ratio\":null}",
        "{\"mode\":\"pro\"}              | {\"aspect_ratio\":\"1:1\"}",
        "{\"mode\":\"pro\",\"a\":1 }     | {\"a\":1 ,\"aspect_ratio\":\"1:1\"}",
        "{\"a\":1, \"mode\":\"pro\"}     | {\"a\":1,\"aspect_ratio\":\"1:1\"}",
        "{\"a\":{\"mode\":[1,{\"mode\":2}]},\"a\":1}|"
            + " {\"a\":{\"mode\":[1,{\"mode\":2}]},\"a\":1,\"aspect_ratio\":\"1:1\"}"
      })
  void whatIsDroppedGoesWithItsCommaAndWhatIsMissingComesLast(String input, String expected) {
    var wording = new Wording(Optional.of("m"), Map.of(), FLUX.input());
    assertThat(text(told(APIXO, KIE, wording, "{\"input\":" + input + "}").body()))
        .isEqualTo("{\"input\":" + expected + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode",
        "image_urls",
        "input_urls",
        "resolution",
        "resolut\\u0069on",
        "aspect_ratio"
      })
  void aMemberThatTheWordingNamesMustNotBeGivenTwice(String name) {
    String member = "\"%s\":\"pro\"".formatted(name);
    Telling telling =
        Retelling.of(read("{\"input\":{" + member + "," + member + "}}"), APIXO, KIE, FLUX);
    assertThat(telling).isInstanceOf(Malformed.class);
    assertThat(((Malformed) telling).member()).isEqualTo("input");
    assertThat(((Malformed) telling).detail())
        .isEqualTo("input: must hold '%s' only once".formatted(name.replace("\\u0069", "i")));
  }

  @Test
  void inTheSameLanguageOnlyTheModeMustNotBeGivenTwiceAndOnlyWhereItDecides() {
    SubmitBody twice = read("{\"input\":{\"mode\":\"pro\",\"mode\":\"flex\"}}");
    assertThat(Retelling.of(twice, APIXO, APIXO, FLUX)).isInstanceOf(Malformed.class);
    assertThat(Retelling.of(twice, APIXO, APIXO, Wording.alias("m")))
        .isEqualTo(new Telling.Told("m", twice));
    SubmitBody other = read("{\"input\":{\"mode\":\"pro\",\"resolution\":1,\"resolution\":2}}");
    assertThat(Retelling.of(other, APIXO, APIXO, FLUX))
        .isEqualTo(new Telling.Told("flux-2/pro", other));
  }

  @Test
  void twoMembersThatWouldHaveOneNameCannotBeTold() {
    assertThat(
            Retelling.of(
                read("{\"input\":{\"mode\":\"pro\",\"image_urls\":[],\"input_urls\":[]}}"),
                APIXO,
                KIE,
                FLUX))
        .isEqualTo(new Telling.Untold("two members of input would be 'input_urls' there"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"mode\":\"max\"}", "{\"mode\":null}", "{\"mode\":[\"pro\"]}"})
  void withoutAModeThatHasAnIdThereIsNothingToTell(String input) {
    assertThat(Retelling.of(read("{\"input\":" + input + "}"), APIXO, KIE, FLUX))
        .isEqualTo(new Telling.Untold("input.mode must be one of flex, pro"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1:1|\"1:1\"",
        "2|2",
        "-0.5e+3|-0.5e+3",
        "01|\"01\"",
        "true|true",
        "null|null",
        "True|\"True\"",
        "\"2\"|\"2\"",
        "\"\\u00e9\"|\"\\u00e9\"",
        "a\"b|\"a\\\"b\"",
        "{}|\"{}\"",
        "-|\"-\""
      })
  void configurationWritesTextAndOtherValuesAsTheyLook(String written, String token) {
    assertThat(JsonScalar.token(written)).contains(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "\"a", "\"a\"b", "\"a\",1", "\"\\x\""})
  void textThatBeginsWithAQuotationMarkMustBeJsons(String written) {
    assertThat(JsonScalar.token(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "flux-2, true, true",
    "flux-2/pro, false, true",
    "., false, false",
    ".., false, false",
    "..., true, true",
    "a/../b, false, false",
    "a/.b, false, true",
    "a/, false, false",
    "/a, false, false",
    "a b, false, false",
    "é, false, false"
  })
  void aModelsIdHasTheFormOfItsLanguage(String id, boolean apixo, boolean kie) {
    assertThat(APIXO.modelForm().fits(id)).isEqualTo(apixo);
    assertThat(KIE.modelForm().fits(id)).isEqualTo(kie);
    assertThat(APIXO.modelForm().fits("a".repeat(129))).isFalse();
    assertThat(APIXO.modelForm().fits("")).isFalse();
  }

  private static Telling.Told told(Dialect from, Dialect to, Wording wording, String body) {
    return (Telling.Told) Retelling.of(read(body), from, to, wording);
  }

  private static SubmitBody read(String text) {
    return (SubmitBody) SubmitBody.read(text.getBytes(UTF_8));
  }

  private static String text(SubmitBody body) {
    return new String(body.bytes(), UTF_8);
  }
}
