package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApixoDialectTest {

  private static final String SUBMITTED =
      """
      {
        "code": 200,
        "message": "success",
        "data": {
          "taskId": "task_12345678"
        }
      }
      """;

  private static final String SUCCEEDED =
      """
      {
        "code": 200,
        "message": "success",
        "data": {
          "taskId": "task_12345678",
          "state": "success",
          "resultJson": "{\\"resultUrls\\":[\\"https://r2.apixo.ai/xxx.png\\"]}",
          "createTime": 1767965610929,
          "completeTime": 1767965652317,
          "costTime": 41388
        }
      }
      """;

  private static final String FAILED =
      """
      {
        "code": 200,
        "message": "success",
        "data": {
          "taskId": "task_12345678",
          "state": "failed",
          "failCode": "CONTENT_VIOLATION",
          "failMsg": "Content does not meet safety guidelines"
        }
      }
      """;

  private final Dialect dialect = Dialects.of("apixo").orElseThrow();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'input':{}}",
        "{'request_type':'async','input':{'mode':'pro-text-to-image','prompt':'a cozy cafe'}}",
        "{'request_type':'async','callback_url':'https://...','provider':'auto','input':{}}",
        "{'request_type':'callback','callback_url':'https://your-server.com/webhook/apixo','input':{}}",
        "{'input':{},'webhook':'https://x.example','source':null,'provider':'whatever'}"
      })
  void submitsOfTheVendorsOwnShapesPass(String body) {
    assertThat(check(body)).isInstanceOf(SubmitBody.class);
  }

  @Test
  void aNullIsAsGoodAsAbsentAndPassesOnAsItIs() {
    String body = "{'request_type':null,'callback_url':null,'provider': null,'input':{}}";
    assertThat(check(body))
        .isInstanceOfSatisfying(
            SubmitBody.class,
            read -> {
              assertThat(read.provider()).isEmpty();
              assertThat(read.requestType()).isEmpty();
              assertThat(read.callbackUrl()).isEmpty();
              assertThat(dialect.callback(read)).isEmpty();
              assertThat(new String(read.bytes(), UTF_8)).isEqualTo(body.replace('\'', '"'));
            });
  }

  @Test
  void aNullCallbackUrlIsMissingWhereACallbackIsAskedFor() {
    assertThat(check("{'input':{},'request_type':'callback','callback_url':null}"))
        .isInstanceOfSatisfying(
            Malformed.class,
            malformed -> assertThat(malformed.detail()).startsWith("callback_url: is missing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                            | input",
        "{'input':null}                                                | input",
        "{'input':'prompt'}                                            | input",
        "{'input':[]}                                                  | input",
        "{'input':17}                                                  | input",
        "{'Input':{}}                                                  | input",
        "{'x':{'input':{}}}                                            | input",
        "{'input':{},'request_type':'sync'}                            | request_type",
        "{'input':{},'request_type':'Async'}                           | request_type",
        "{'input':{},'request_type':''}                                | request_type",
        "{'input':{},'request_type':true}                              | request_type",
        "{'input':{},'request_type':['callback']}                      | request_type",
        "{'input':{},'request_type':'callback'}                        | callback_url",
        "{'input':{},'request_type':'c\\u0061llback'}                  | callback_url",
        "{'input':{},'request_type':'callback','callback_url':''}      | callback_url",
        "{'input':{},'request_type':'callback','callback_url':' '}     | callback_url",
        "{'input':{},'request_type':'callback','callback_url':null}    | callback_url",
        "{'input':{},'request_type':'callback','callBackUrl':'http:x'} | callback_url",
        "{'input':{},'callback_url':5}                                 | callback_url",
        "{'input':{},'callback_url':{}}                                | callback_url",
        "{'input':{},'provider':5}                                     | provider",
        "{'input':{},'provider':{'auto':'auto'}}                       | provider",
        "[]                                                            | body"
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
  void anAcceptedSubmitNamesItsTask() {
    assertThat(dialect.readSubmit(200, bytes(SUBMITTED)))
        .isEqualTo(new SubmitReply(200, true, Optional.of("task_12345678")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | {'code':400,'message':'Insufficient credits','data':null}                 | 400 | true",
        "200 | {'code':400,'message':'Insufficient credits','data':null}                 | 400 | true",
        "401 | {'code':401,'message':'Invalid or missing API key'}                       | 401 | true",
        "400 | {'code':400,'message':'Invalid request','data':{'error':'Missing: prompt'}} | 400 | true",
        "500 | {'code':200,'data':{}}                                                    | 500 | true",
        "200 | {'code':200,'data':{}}                                                    | 200 | true",
        "200 | {'code':200.0,'data':{'taskId':''}}                                       | 200 | true",
        "200 | {'code':200,'data':{'taskId':17}}                                         | 200 | true",
        "200 | {'code':200,'data':{'taskId':null}}                                       | 200 | true",
        "200 | {'code':200,'data':['taskId','x']}                                        | 200 | true",
        "200 | {'code':200,'taskId':'x'}                                                 | 200 | true",
        "200 | {'code':200,'data':{'data':{'taskId':'x'}}}                               | 200 | true",
        "200 | {'code':'200','data':{'taskId':'x'}}                                      | 200 | false",
        "200 | {'data':{'taskId':'x'}}                                                   | 200 | false",
        "200 | {'code':200.5}                                                            | 200 | false",
        "200 | {'code':1e99}                                                             | 200 | false",
        "200 | {'code':-1}                                                               | 200 | false",
        "200 | []                                                                        | 200 | false",
        "502 | <html>Bad Gateway</html>                                                  | 502 | false",
        "200 | ``                                                                        | 200 | false",
        "200 | {'code':200,'data':{'taskId':                                             | 200 | false",
        "200 | {'code':200} {'code':400}                                                 | 200 | false"
      })
  void anAnswerWithoutATaskSaysWhatItCameTo(
      int status, String body, int effectiveCode, String envelope) {
    assertThat(dialect.readSubmit(status, bytes(body)))
        .isEqualTo(new SubmitReply(effectiveCode, envelope.startsWith("true"), Optional.empty()));
  }

  @Test
  void aStatusOfTheVendorsExampleIsReadWhole() {
    assertThat(dialect.readStatus(bytes(SUCCEEDED)))
        .contains(
            new StatusEnvelope(
                200,
                Optional.of("task_12345678"),
                Optional.of("success"),
                TaskState.SUCCEEDED,
                OptionalLong.of(1767965610929L),
                OptionalLong.of(1767965652317L),
                OptionalLong.of(41388)));
  }

  @Test
  void aFailedTaskNeedsNoTimes() {
    assertThat(dialect.readStatus(bytes(FAILED)))
        .contains(
            new StatusEnvelope(
                200,
                Optional.of("task_12345678"),
                Optional.of("failed"),
                TaskState.FAILED,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pending",
        "processing",
        "processing_r2",
        "Success",
        "FAILED",
        "success ",
        "fail",
        ""
      })
  void aWordThatIsNoDocumentedEndMeansStillRunning(String word) {
    var read =
        dialect.readStatus(
            bytes(SUCCEEDED.replace("\"success\",\n    \"res", "\"" + word + "\",\n    \"res")));

    assertThat(read.orElseThrow().word()).contains(word);
    assertThat(read.orElseThrow().state()).isEqualTo(TaskState.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'code':404,'message':'task not found','data':null}",
        "{'code':404,'data':{'state':'failed'}}",
        "{'code':500,'data':{'state':'success'}}",
        "{'code':200,'data':null}",
        "{'code':200,'data':'failed'}",
        "{'code':200,'data':[{'state':'failed'}]}",
        "{'code':200,'state':'failed'}",
        "{'code':200,'data':{'state':['failed']}}",
        "{'code':200,'data':{'x':{'state':'failed'}}}"
      })
  void nothingButAStateInAGoodEnvelopeEndsATask(String body) {
    assertThat(dialect.readStatus(bytes(body)).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void timesMayBeGivenAsFloats() {
    var read =
        dialect
            .readStatus(
                bytes(
                    "{'code':2e2,'data':{'createTime':1767965610929.0,'completeTime':1.767965652317e12,"
                        + "'costTime':41388.9}}"))
            .orElseThrow();

    assertThat(read.code()).isEqualTo(200);
    assertThat(read.createTime()).hasValue(1767965610929L);
    assertThat(read.completeTime()).hasValue(1767965652317L);
    assertThat(read.costTime()).hasValue(41388);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'17'",
        "null",
        "-1",
        "1e400",
        "1e999999999",
        "true",
        "[1]",
        "99999999999999999999"
      })
  void aTimeThatIsNoneIsAbsent(String value) {
    var read = dialect.readStatus(bytes("{'code':200,'data':{'costTime':" + value + "}}"));

    assertThat(read.orElseThrow().costTime()).isEmpty();
  }

  @Test
  void hostileAnswersAreReadWithoutFailing() {
    String many = "9".repeat(1 << 20);
    for (String hostile :
        new String[] {
          "{'code':" + many + "}",
          "{'code':1e" + many + "}",
          "{'data':" + "[".repeat(1 << 20),
          "{'data':" + "{'data':".repeat(1 << 17),
          "{'code':200,'data':{'taskId':'" + many + "','state':'" + many + "'}}",
          "\uFEFF{'code':200}",
          "\u0000"
        }) {
      assertThat(dialect.readSubmit(200, bytes(hostile)).taskId()).isEmpty();
      dialect.readStatus(bytes(hostile)).ifPresent(s -> assertThat(s.state().ended()).isFalse());
    }
    var random = new Random(4711);
    byte[] good = bytes(SUCCEEDED);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      assertThat(dialect.readSubmit(200, broken)).isNotNull();
      assertThat(dialect.readStatus(broken)).isNotNull();
    }
  }

  @Test
  void aWaitingTaskReadsPendingInTheVendorsWords() {
    assertThat(new String(dialect.waiting("task_1", 1767965610929L), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"task_1\","
                + "\"state\":\"pending\",\"createTime\":1767965610929}}");
  }

  @Test
  void anAcceptedTaskIsToldInTheVendorsWords() {
    byte[] accepted = dialect.accepted("task_1");

    assertThat(new String(accepted, StandardCharsets.UTF_8))
        .isEqualTo("{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"task_1\"}}");
    assertThat(dialect.readSubmit(200, accepted).taskId()).contains("task_1");
  }

  @Test
  void anyTaskIdSurvivesInTheWaitingEnvelope() throws Exception {
    String id = "\",\"state\":\"failed\\\n\u0000é\uD83D\uDE00\uD800";

    byte[] waiting = dialect.waiting(id, 1);

    assertThat(new ObjectMapper().readTree(waiting).at("/data/taskId").textValue()).isEqualTo(id);
    assertThat(dialect.readStatus(waiting).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
    assertThat(dialect.readStatus(waiting).orElseThrow().taskId()).contains(id);
  }

  @Test
  void dialectsAreFoundByTheirExactName() {
    assertThat(Dialects.names()).containsExactly("apixo", "kie");
    for (String name : Dialects.names()) {
      assertThat(Dialects.of(name).orElseThrow().name()).isEqualTo(name);
    }
    assertThat(Dialects.of("APIXO")).isEmpty();
    assertThat(Dialects.of("nonsense")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"200, 429, 429", "200, 200, 200", "429, 200, 429", "201, 429, 201"})
  void theEnvelopeSpeaksWhereHttpSaysThatAllIsWell(int status, int code, int expected) {
    assertThat(dialect.code(status, bytes("{'code':%d,'data':74.87}".formatted(code))))
        .isEqualTo(expected);
    assertThat(dialect.code(status, bytes("<html>"))).isEqualTo(status);
  }

  private static SubmitReading check(String body) {
    return new ApixoDialect().check(SubmitBody.read(bytes(body)));
  }

  /** UTF-8, with single quotes for double ones. */
  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
