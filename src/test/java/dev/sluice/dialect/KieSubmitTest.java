package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KieSubmitTest {

  /** The vendor's page for flux-2, with its example values. */
  private static final String EXAMPLE =
      """
      {
        "model": "flux-2/flex-text-to-image",
        "callBackUrl": "https://your-domain.com/api/callback",
        "input": {
          "prompt": "a cozy caf\u00e9",
          "aspect_ratio": "1:1",
          "resolution": "1K",
          "nsfw_checker": false
        }
      }
      """;

  private static final String OURS = "https://sluice.example.com/callbacks/aBc-_9";

  private final KieDialect dialect = new KieDialect();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model':'flux-2/pro-text-to-image','input':{}}",
        "{'model':'grok-imagine/upscale','input':{'task_id':'t'},'callBackUrl':'https://a/b'}",
        "{'model':'V4_5','input':{},'callBackUrl':null}",
        "{'model':'a.b/c_d/e-f','input':{},'callBackUrl':''}",
        "{'model':'...a/.b/c..','input':{}}",
        "{'mod\\u0065l':'flux-2\\/x','input':{}}",
        "{'model':'m','input':{},'webhook':1,'provider':null,'request_type':[],'callback_url':{}}"
      })
  void submitsOfTheVendorsOwnShapesPass(String body) {
    assertThat(check(body)).isInstanceOf(SubmitBody.class);
  }

  @Test
  void theVendorsExampleIsReadAndKeptAsItIs() {
    SubmitBody body = good(EXAMPLE);

    assertThat(new String(body.bytes(), UTF_8)).isEqualTo(EXAMPLE);
    assertThat(body.text("model")).contains("flux-2/flex-text-to-image");
    assertThat(dialect.callback(body)).contains("https://your-domain.com/api/callback");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'input':{}}                                          | model",
        "{'model':null,'input':{}}                             | model",
        "{'model':'','input':{}}                               | model",
        "{'model':' ','input':{}}                              | model",
        "{'model':17,'input':{}}                               | model",
        "{'model':['m'],'input':{}}                            | model",
        "{'model':'/m','input':{}}                             | model",
        "{'model':'m/','input':{}}                             | model",
        "{'model':'a//b','input':{}}                           | model",
        "{'model':'..','input':{}}                             | model",
        "{'model':'.','input':{}}                              | model",
        "{'model':'flux-2/../veo','input':{}}                  | model",
        "{'model':'flux-2/.','input':{}}                       | model",
        "{'model':'a\\\\b','input':{}}                         | model",
        "{'model':'a b','input':{}}                            | model",
        "{'model':'a?b','input':{}}                            | model",
        "{'model':'a%2fb','input':{}}                          | model",
        "{'model':'a\\nb','input':{}}                          | model",
        "{'model':'m\\n','input':{}}                           | model",
        "{'model':'m\u00e9','input':{}}                        | model",
        "{'Model':'m','input':{}}                              | model",
        "{'model':'m','model':'m','input':{}}                  | model",
        "{'model':'m','m\\u006fdel':'n','input':{}}            | model",
        "{'model':'m'}                                         | input",
        "{'model':'m','input':null}                            | input",
        "{'model':'m','input':'prompt'}                        | input",
        "{'model':'m','input':[]}                              | input",
        "{'model':'m','input':{},'provider':5}                 | provider",
        "{'model':'m','input':{},'callBackUrl':5}              | callBackUrl",
        "{'model':'m','input':{},'callBackUrl':{}}             | callBackUrl",
        "{'model':'m','input':{},'callBackUrl':['https://a']}  | callBackUrl",
        "{'model':'m','input':{},'callBackUrl':true}           | callBackUrl",
        "[]                                                    | body"
      })
  void aMemberOfTheWrongKindIsRefusedByItsName(String body, String member) {
    assertThat(check(body))
        .isInstanceOfSatisfying(
            Malformed.class,
            malformed -> {
              assertThat(malformed.member()).isEqualTo(member);
              assertThat(malformed.detail()).startsWith(member + ": ");
            });
  }

  @Test
  void aModelIdMayHave128CharactersAndNoMore() {
    String longest = "m".repeat(128);

    assertThat(check("{'model':'" + longest + "','input':{}}")).isInstanceOf(SubmitBody.class);
    assertThat(check("{'model':'" + longest + "m','input':{}}")).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",'callBackUrl':null", ",'callBackUrl':''", ",'callBackUrl':' '"})
  void aSubmitThatNamesNoUrlAsksForNoCallback(String member) {
    SubmitBody body = good("{'model':'m','input':{}" + member + "}");

    assertThat(dialect.callback(body)).isEmpty();
  }

  @Test
  void theTeamsUrlIsReplacedWhereItStandsAndNothingElseChanges() {
    assertThat(called(EXAMPLE))
        .isEqualTo(EXAMPLE.replace("https://your-domain.com/api/callback", OURS));
    assertThat(called("{'input':{},'callB\\u0061ckUrl' : null ,'model':'m'}"))
        .isEqualTo(
            "{'input':{},'callB\\u0061ckUrl' : 'X' ,'model':'m'}"
                .replace('\'', '"')
                .replace("X", OURS));
  }

  @Test
  void anAbsentUrlIsInsertedAsTheFirstMember() {
    assertThat(called(" { 'model':'m','input':{'callBackUrl':'https://a'}}"))
        .isEqualTo(
            " {\"callBackUrl\":\"%s\", \"model\":\"m\",\"input\":{\"callBackUrl\":\"https://a\"}}"
                .formatted(OURS));
  }

  @Test
  void apixosMemberOfTheSameMeaningIsAnotherMember() {
    assertThat(called("{'model':'m','callback_url':'https://a','input':{}}"))
        .isEqualTo(
            "{\"callBackUrl\":\"%s\",\"model\":\"m\",\"callback_url\":\"https://a\",\"input\":{}}"
                .formatted(OURS));
  }

  private String called(String body) {
    SubmitBody edited = dialect.withCallback(good(body), OURS);

    assertThat(dialect.callback(edited)).contains(OURS);
    assertThat(new KieDialect().check(SubmitBody.read(edited.bytes())))
        .isInstanceOf(SubmitBody.class);
    return new String(edited.bytes(), UTF_8);
  }

  private static SubmitBody good(String body) {
    return (SubmitBody) check(body);
  }

  private static SubmitReading check(String body) {
    return new KieDialect().check(SubmitBody.read(body.replace('\'', '"').getBytes(UTF_8)));
  }
}
