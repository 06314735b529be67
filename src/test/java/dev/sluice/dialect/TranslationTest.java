package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {

  private static final Dialect APIXO = new ApixoDialect();
  private static final Dialect KIE = new KieDialect();

  @Test
  void anAcceptedSubmitIsToldInEitherLanguage() {
    assertThat(
            submit(KIE, APIXO, "{'code':200,'msg':'success','data':{'taskId':'t','recordId':1}}"))
        .isEqualTo(text("{'code':200,'message':'success','data':{'taskId':'t'}}"));
    assertThat(submit(APIXO, KIE, "{'code':200, 'message':'success', 'data':{'taskId':'\\u0074'}}"))
        .isEqualTo(text("{'code':200,'msg':'success','data':{'taskId':'\\u0074'}}"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 404, 422, 429, 433, 455, 500, 501, 505})
  void anErrorKeepsItsCodeAndItsDataAndOnlyTheTextGetsTheOtherName(int code) {
    String kie = "{'code':%d,'msg':'No cr\u00e9dits','data':{ 'why' : [1.0] }}".formatted(code);
    String apixo = kie.replace("msg", "message");

    assertThat(submit(KIE, APIXO, kie)).isEqualTo(text(apixo));
    assertThat(submit(APIXO, KIE, apixo)).isEqualTo(text(kie));
    assertThat(status(KIE, APIXO, kie)).isEqualTo(text(apixo));
    assertThat(status(APIXO, KIE, apixo)).isEqualTo(text(kie));
  }

  @Test
  void whatAnErrorDoesNotHaveIsNotMadeUp() {
    assertThat(submit(APIXO, KIE, "{'code':401,'message':'Invalid or missing API key'}"))
        .isEqualTo(text("{'code':401,'msg':'Invalid or missing API key'}"));
    assertThat(status(KIE, APIXO, "{'code':455,'data':null}"))
        .isEqualTo(text("{'code':455,'data':null}"));
    assertThat(status(KIE, APIXO, "{'code':200,'msg':'success','data':null}"))
        .isEqualTo(text("{'code':200,'message':'success','data':null}"));
  }

  @Test
  void theTextMayHaveEitherNameWhereItComesFrom() {
    assertThat(submit(KIE, APIXO, "{'code':422,'message':'late','data':null}"))
        .isEqualTo(text("{'code':422,'message':'late','data':null}"));
    assertThat(submit(KIE, APIXO, "{'msg':'one','code':422,'message':'two'}"))
        .isEqualTo(text("{'code':422,'message':'two'}"));
  }

  @ParameterizedTest
  @CsvSource({
    "waiting,pending",
    "queuing,pending",
    "generating,processing",
    "processing_r2,processing",
    "'',processing",
    "Success,processing"
  })
  void aTaskOfKiesThatRunsDoesSoForApixo(String word, String told) {
    assertThat(
            status(
                KIE,
                APIXO,
                "{'code':200,'msg':'success','data':{'taskId':'t','model':'m','state':'"
                    + word
                    + "','resultJson':'','failCode':'','costTime':0,'createTime':17}}"))
        .isEqualTo(
            text(
                "{'code':200,'message':'success','data':{'taskId':'t','state':'"
                    + told
                    + "','createTime':17}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "pending,waiting",
    "processing,generating",
    "processing_r2,generating",
    "x,generating"
  })
  void aTaskOfApixosThatRunsDoesSoForKie(String word, String told) {
    assertThat(
            status(
                APIXO,
                KIE,
                "{'code':200,'message':'success','data':{'taskId':'t','state':'" + word + "'}}"))
        .isEqualTo(
            text(
                "{'code':200,'msg':'success','data':{'taskId':'t','model':'flux-2/pro','state':'"
                    + told
                    + "'}}"));
  }

  @Test
  void aSuccessOfKiesHasTheResultForApixoAsItIsWritten() {
    assertThat(
            status(
                KIE,
                APIXO,
                "{'code':200,'msg':'success','data':{'taskId':'t','model':'m','state':'success',"
                    + "'resultJson':'{\\'resultUrls\\':[\\u0031]}','failCode':'','failMsg':'',"
                    + "'costTime':15000,'completeTime':9.0,'createTime':8,'updateTime':9,"
                    + "'creditsConsumed':6.0}}"))
        .isEqualTo(
            text(
                "{'code':200,'message':'success','data':{'taskId':'t','state':'success',"
                    + "'resultJson':'{\\'resultUrls\\':[\\u0031]}','costTime':15000,'createTime':8,"
                    + "'completeTime':9.0}}"));
  }

  @Test
  void aSuccessOfApixosIsOneOfTheModelThatTheTeamAskedForInKiesWords() {
    assertThat(
            status(
                APIXO,
                KIE,
                "{'code':200,'message':'success','data':{'taskId':'t','state':'success',"
                    + "'resultJson':'{}','costTime':15,'createTime':8,'completeTime':9,'new':1}}"))
        .isEqualTo(
            text(
                "{'code':200,'msg':'success','data':{'taskId':'t','model':'flux-2/pro',"
                    + "'state':'success','resultJson':'{}','costTime':15,'createTime':8,"
                    + "'completeTime':9,'failCode':'','failMsg':''}}"));
  }

  @Test
  void aFailureIsAGoodAnswerInBothLanguages() {
    String kie =
        "{'code':200,'msg':'success','data':{'taskId':'t','model':'flux-2/pro','state':'fail',"
            + "'failCode':'422','failMsg':'\u00fc','createTime':8,'completeTime':9}}";
    String apixo =
        "{'code':200,'message':'success','data':{'taskId':'t','state':'failed',"
            + "'failCode':'422','failMsg':'\u00fc','createTime':8,'completeTime':9}}";

    assertThat(status(KIE, APIXO, kie)).isEqualTo(text(apixo));
    assertThat(status(APIXO, KIE, apixo)).isEqualTo(text(kie));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>502</html>",
        "{'code':200,'data':{'taskId':'t'",
        "[]",
        "{}",
        "{'code':'200'}",
        "{'code':200,'msg':'success'} x",
        "null"
      })
  void whatIsNoEnvelopeStaysTheBytesThatItIs(String odd) {
    byte[] bytes = text(odd).getBytes(UTF_8);

    assertThat(Translation.submitAnswer(KIE, APIXO, bytes)).isSameAs(bytes);
    assertThat(Translation.status(APIXO, KIE, bytes, "m")).isSameAs(bytes);
  }

  @Test
  void anEnvelopeThatIsNotInUtf8StaysAsItIs() {
    byte[] bytes = text("{'code':200,'msg':'success'}").getBytes(UTF_16LE);

    assertThat(Translation.status(KIE, APIXO, bytes, "m")).isSameAs(bytes);
  }

  @Test
  void withinOneLanguageTheArrayStays() {
    byte[] bytes = text("{ 'msg':'success','code':200.0,'more':{}}").getBytes(UTF_8);

    assertThat(Translation.submitAnswer(KIE, new KieDialect(), bytes)).isSameAs(bytes);
    assertThat(Translation.status(APIXO, new ApixoDialect(), bytes, "m")).isSameAs(bytes);
  }

  private static String submit(Dialect from, Dialect to, String answer) {
    return new String(Translation.submitAnswer(from, to, text(answer).getBytes(UTF_8)), UTF_8);
  }

  private static String status(Dialect from, Dialect to, String envelope) {
    return new String(
        Translation.status(from, to, text(envelope).getBytes(UTF_8), "flux-2/pro"), UTF_8);
  }

  private static String text(String quoted) {
    return quoted.replace('\'', '"');
  }
}
