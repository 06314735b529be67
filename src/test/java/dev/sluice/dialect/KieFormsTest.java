package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KieFormsTest {

  private final Dialect kie = new KieDialect();

  @ParameterizedTest
  @CsvSource({
    "8,8000",
    "8.5,8500",
    "0.0004,0",
    "0,0",
    "1e3,1e3",
    "-1,-1",
    "null,null",
    "'\"8\"','\"8\"'"
  })
  void aCallbackCountsSecondsAndAStatusMilliseconds(String seconds, String millis) {
    assertThat(
            statusOf(
                "{'code':200,'data':{'taskId':'t','state':'success','costTime':" + seconds + "}}"))
        .isEqualTo(
            text("{'code':200,'data':{'taskId':'t','state':'success','costTime':" + millis + "}}"));
  }

  @ParameterizedTest
  @CsvSource({"8000,8", "8999,8", "999,0", "15000.7,15", "null,null"})
  void aStatusIsToldInWholeSeconds(String millis, String seconds) {
    assertThat(
            callbackOf(
                "{'code':200,'msg':'success','data':{'taskId':'t','state':'success','costTime':"
                    + millis
                    + "}}"))
        .isEqualTo(
            text(
                "{'code':200,'msg':'Playground task completed successfully.',"
                    + "'data':{'taskId':'t','state':'success','costTime':"
                    + seconds
                    + "}}"));
  }

  @Test
  void aNumberOfAbsurdLengthIsLeftAlone() {
    String odd =
        "{'code':200,'data':{'taskId':'t','state':'success','costTime':" + "9".repeat(5000) + "}}";

    assertThat(statusOf(odd)).isEqualTo(text(odd));
    assertThat(callbackOf(odd)).isEqualTo(text(odd));
  }

  @Test
  void aFailureThatIsTextedInOtherWordsKeepsThem() {
    assertThat(statusOf("{'code':400,'msg':'Bad prompt','data':{'taskId':'t','state':'fail'}}"))
        .isEqualTo(text("{'code':200,'msg':'Bad prompt','data':{'taskId':'t','state':'fail'}}"));
  }

  @Test
  void theOtherNameOfTheIdStaysBesideTheId() {
    String both = "{'code':200,'data':{'task_id':'a','taskId':'t','state':'success'}}";

    assertThat(statusOf(both)).isEqualTo(text(both));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "",
        "{'code':501,'data':{'taskId':'t','state':'success','costTime':8}}",
        "{'code':404,'msg':'m','data':null}",
        "{'code':200,'data':{'taskId':'t','state':'fail','costTime':8"
      })
  void whatTellsNoEndIsTheSameArrayInBothForms(String odd) {
    byte[] bytes = text(odd).getBytes(UTF_8);

    assertThat(kie.statusOf(bytes)).isSameAs(bytes);
    assertThat(kie.callbackOf(bytes)).isSameAs(bytes);
  }

  private String statusOf(String callback) {
    return new String(kie.statusOf(text(callback).getBytes(UTF_8)), UTF_8);
  }

  private String callbackOf(String status) {
    return new String(kie.callbackOf(text(status).getBytes(UTF_8)), UTF_8);
  }

  private static String text(String quoted) {
    return quoted.replace('\'', '"');
  }
}
