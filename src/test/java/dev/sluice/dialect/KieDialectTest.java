package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KieDialectTest {

  private static final String PARAM =
      "{\\\"model\\\":\\\"flux-2/flex-text-to-image\\\","
          + "\\\"callBackUrl\\\":\\\"https://sluice.example.com/callbacks/tok\\\",\\\"input\\\":{}}";

  private static final String RECORD =
      """
      {
        "code": 200,
        "msg": "success",
        "data": {
          "taskId": "task_12345678",
          "model": "flux-2/flex-text-to-image",
          "state": "success",
          "param": "%s",
          "resultJson": "{\\"resultUrls\\":[\\"https://tempfile.aiquickdraw.com/x.png\\"]}",
          "failCode": "",
          "failMsg": "",
          "costTime": 15000,
          "completeTime": 1698765432000,
          "createTime": 1698765400000,
          "updateTime": 1698765432000,
          "creditsConsumed": 6.0
        }
      }
      """
          .formatted(PARAM);

  private static final String CALLED =
      """
      {"code":200,"msg":"Playground task completed successfully.","data":{"taskId":"t1",
       "model":"flux-2/flex-text-to-image","state":"success","param":"%s",
       "resultJson":"{\\"resultUrls\\":[]}","failCode":null,"failMsg":null,"costTime":8,
       "createTime":1755599634000,"completeTime":1755599644000,"consumeCredits":100,
       "remainedCredits":2510330,"updateTime":1755599644000}}"""
          .formatted(PARAM);

  private static final String CALLED_FOR_FAILURE =
      """
      {"code":501,"msg":"Playground task failed.","data":{"taskId":"t1","model":"m","state":"fail",
       "param":"%s","resultJson":null,"failCode":"500","failMsg":"Internal server error",
       "costTime":21,"createTime":1755597081000,"completeTime":1755597102000,"consumeCredits":0,
       "remainedCredits":2510330,"updateTime":1755597102000}}"""
          .formatted(PARAM);

  private final Dialect dialect = new KieDialect();

  @Test
  void anAcceptedSubmitNamesItsTaskWhateverTheTextIsCalled() {
    for (String text : new String[] {"msg", "message"}) {
      assertThat(
              dialect.readSubmit(
                  200, bytes("{'code':200,'" + text + "':'success','data':{'taskId':'t1'}}")))
          .isEqualTo(new SubmitReply(200, true, Optional.of("t1")));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 404, 422, 429, 433, 455, 500, 501, 505})
  void theVendorsOwnCodesAreNotMapped(int code) {
    byte[] body = bytes("{'code':" + code + ",'msg':'m','data':null}");

    assertThat(dialect.code(200, body)).isEqualTo(code);
    assertThat(dialect.code(code, body)).isEqualTo(code);
    assertThat(dialect.code(code, bytes("<html>"))).isEqualTo(code);
    assertThat(dialect.readSubmit(200, body))
        .isEqualTo(new SubmitReply(code, true, Optional.empty()));
    assertThat(dialect.readStatus(body).orElseThrow().code()).isEqualTo(code);
    assertThat(dialect.readStatus(body).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void aRecordOfTheVendorsExampleIsReadWhole() {
    assertThat(dialect.readStatus(bytes(RECORD)))
        .contains(
            new StatusEnvelope(
                200,
                Optional.of("task_12345678"),
                Optional.of("success"),
                TaskState.SUCCEEDED,
                OptionalLong.of(1698765400000L),
                OptionalLong.of(1698765432000L),
                OptionalLong.of(15000)));
  }

  @Test
  void aFailedTaskIsAGoodAnswer() {
    var read =
        dialect
            .readStatus(
                bytes(
                    "{'code':200,'message':'success','data':{'taskId':'t','state':'fail',"
                        + "'failCode':'422','failMsg':'bad'}}"))
            .orElseThrow();

    assertThat(read.state()).isEqualTo(TaskState.FAILED);
    assertThat(read.word()).contains("fail");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"waiting", "queuing", "generating", "failed", "Success", "FAIL", "cancelled", ""})
  void aWordThatIsNoDocumentedEndMeansStillRunning(String word) {
    byte[] body = bytes("{'code':200,'data':{'taskId':'t','state':'" + word + "'}}");

    assertThat(dialect.readStatus(body).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
    assertThat(dialect.readStatus(body).orElseThrow().word()).contains(word);
    assertThat(dialect.readCallback(body).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'code':501,'data':{'state':'fail'}}",
        "{'code':422,'data':{'state':'success'}}",
        "{'code':200,'data':null}",
        "{'code':200,'state':'fail'}",
        "{'code':200,'data':{'state':['fail']}}",
        "{'code':200,'data':{'x':{'state':'fail'}}}"
      })
  void nothingButAStateInAGoodRecordEndsATask(String body) {
    assertThat(dialect.readStatus(bytes(body)).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void aCallbackCountsItsCostInSeconds() {
    assertThat(dialect.readCallback(bytes(CALLED)))
        .contains(
            new StatusEnvelope(
                200,
                Optional.of("t1"),
                Optional.of("success"),
                TaskState.SUCCEEDED,
                OptionalLong.of(1755599634000L),
                OptionalLong.of(1755599644000L),
                OptionalLong.of(8000)));
  }

  @Test
  void aCallbackForAFailedTaskHasACodeOfItsOwn() {
    assertThat(dialect.readCallback(bytes(CALLED_FOR_FAILURE)))
        .contains(
            new StatusEnvelope(
                501,
                Optional.of("t1"),
                Optional.of("fail"),
                TaskState.FAILED,
                OptionalLong.of(1755597081000L),
                OptionalLong.of(1755597102000L),
                OptionalLong.of(21000)));
  }

  @ParameterizedTest
  @CsvSource({
    "200, fail, FAILED",
    "400, fail, FAILED",
    "500, fail, FAILED",
    "501, fail, FAILED",
    "404, fail, RUNNING",
    "429, fail, RUNNING",
    "501, success, RUNNING",
    "400, success, RUNNING",
    "501, generating, RUNNING",
    "501, '', RUNNING"
  })
  void aCallbackWhoseCodeAndStateContradictEachOtherEndsNothing(
      int code, String word, TaskState state) {
    byte[] body = bytes("{'code':%d,'data':{'taskId':'t','state':'%s'}}".formatted(code, word));

    assertThat(dialect.readCallback(body).orElseThrow().state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'taskId':'a'                 | a",
        "'task_id':'a'                | a",
        "'task_id':'b','taskId':'a'   | a",
        "'taskId':'','task_id':'a'    | a",
        "'taskId':17,'task_id':'a'    | a",
        "'task_id':17                 | ``",
        "'state':'success'            | ``"
      })
  void aCallbackMayCallItsTaskByEitherName(String members, String id) {
    byte[] body = bytes("{'code':200,'data':{" + members + "}}");

    assertThat(dialect.readCallback(body).orElseThrow().taskId())
        .isEqualTo(Optional.of(id).filter(it -> !it.isEmpty()));
  }

  @Test
  void onlyACallbackKnowsTheOtherName() {
    byte[] body = bytes("{'code':200,'data':{'task_id':'a'}}");

    assertThat(dialect.readStatus(body).orElseThrow().taskId()).isEmpty();
    assertThat(dialect.readSubmit(200, body).taskId()).isEmpty();
    assertThat(new ApixoDialect().readCallback(body).orElseThrow().taskId()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'8'", "null", "-1", "1e400", "9007199254740994", "[8]"})
  void aCostThatIsNoneIsAbsent(String cost) {
    byte[] body = bytes("{'code':200,'data':{'costTime':" + cost + "}}");

    assertThat(dialect.readCallback(body).orElseThrow().costTime()).isEmpty();
  }

  @Test
  void anyCostThatIsReadFitsInMilliseconds() {
    byte[] body = bytes("{'code':200,'data':{'costTime':9007199254740992}}");

    assertThat(dialect.readCallback(body).orElseThrow().costTime())
        .hasValue(9007199254740992L * 1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404 | {'code':404,'msg':'not found'}                            | true",
        "404 | <html>                                                    | true",
        "422 | {'code':422,'msg':'recordInfo is null','data':null}       | true",
        "422 | {'code':422,'message':'recordInfo is null'}               | true",
        "422 | {'code':422,'msg':'The RecordInfo is null.'}              | true",
        "422 | {'code':422,'msg':'taskId is wrong'}                      | false",
        "422 | {'code':422}                                              | false",
        "422 | {'code':422,'msg':17}                                     | false",
        "422 | recordInfo is null                                        | false",
        "500 | {'code':500,'msg':'recordInfo is null'}                   | false",
        "200 | {'code':200,'msg':'recordInfo is null'}                   | false"
      })
  void aTaskThatIsNotKnownYetIsMissing(int code, String body, boolean missing) {
    assertThat(dialect.missing(code, bytes(body))).isEqualTo(missing);
  }

  @Test
  void inApixosLanguageOnly404IsMissing() {
    byte[] body = bytes("{'code':422,'msg':'recordInfo is null'}");

    assertThat(new ApixoDialect().missing(404, body)).isTrue();
    assertThat(new ApixoDialect().missing(422, body)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"record", "called", "failed"})
  void neitherTheEchoNorTheBalanceReachesATeam(String kind) {
    String body =
        kind.equals("record") ? RECORD : kind.equals("called") ? CALLED : CALLED_FOR_FAILURE;

    String shown = new String(dialect.forTeam(bytes(body)), UTF_8);

    assertThat(shown)
        .isEqualTo(
            body.replace("\"param\": \"" + PARAM + "\",", "")
                .replace("\"param\":\"" + PARAM + "\",", "")
                .replace("\"remainedCredits\":2510330,", ""))
        .doesNotContain("sluice", "param", "remainedCredits")
        .containsAnyOf("creditsConsumed", "consumeCredits");
    assertThat(dialect.readStatus(bytes(shown))).isEqualTo(dialect.readStatus(bytes(body)));
    assertThat(dialect.readCallback(bytes(shown))).isEqualTo(dialect.readCallback(bytes(body)));
  }

  @Test
  void apixosAnswersAreNotTouched() {
    byte[] body = bytes(RECORD);

    assertThat(new ApixoDialect().forTeam(body)).isSameAs(body);
  }

  @Test
  void aWaitingTaskReadsWaitingInTheVendorsWords() {
    assertThat(new String(dialect.waiting("t1", 1698765400000L), UTF_8))
        .isEqualTo(
            "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"t1\","
                + "\"state\":\"waiting\",\"createTime\":1698765400000}}");
  }

  @Test
  void anyTaskIdSurvivesInTheWaitingEnvelope() throws Exception {
    String id = "\",\"state\":\"fail\\\n\u0000\u00e9\uD83D\uDE00\uD800";

    byte[] waiting = dialect.waiting(id, 1);

    assertThat(new ObjectMapper().readTree(waiting).at("/data/taskId").textValue()).isEqualTo(id);
    assertThat(dialect.readStatus(waiting).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void hostileAnswersAreReadWithoutFailing() {
    var random = new Random(4711);
    byte[] good = bytes(CALLED_FOR_FAILURE);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      assertThat(dialect.readSubmit(200, broken)).isNotNull();
      assertThat(dialect.readCallback(broken)).isNotNull();
      assertThat(dialect.missing(422, broken)).isFalse();
      assertThat(dialect.forTeam(broken)).isNotNull();
    }
  }

  /** UTF-8, with single quotes for double ones. */
  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
