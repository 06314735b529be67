package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.ApixoDialect;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.KieDialect;
import dev.sluice.upstream.Reply;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {

  private static final Dialect APIXO = new ApixoDialect();
  private static final Dialect KIE = new KieDialect();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404 | {'code':404,'message':'task not found'}             | Missing   | Missing",
        "200 | {'code':404,'message':'task not found'}             | Missing   | Missing",
        "422 | {'code':422,'msg':'recordInfo is null','data':null} | Unclear   | Missing",
        "200 | {'code':422,'msg':'recordInfo is null','data':null} | Unclear   | Missing",
        "422 | {'code':422,'msg':'taskId is wrong'}                | Unclear   | Unclear",
        "500 | {'code':422,'msg':'recordInfo is null'}             | Unclear   | Unclear",
        "200 | {'code':429,'msg':'recordInfo is null'}             | Throttled | Throttled",
        "455 | {'code':455,'msg':'maintenance'}                    | Unclear   | Unclear",
        "200 | {'code':200,'data':{'taskId':'t','state':'fail'}}   | Running   | Over",
        "200 | {'code':200,'data':{'taskId':'t','state':'failed'}} | Over      | Running",
        "200 | {'code':200,'data':{'taskId':'t','state':'queuing'}} | Running  | Running",
        "200 | {'code':200,'data':{'taskId':'x','state':'success'}} | Unclear  | Unclear",
      })
  void eachLanguageSaysWhatAnAnswerMeans(int status, String body, String apixo, String kie) {
    var answered =
        new Reply.Answered(
            status, Map.of(), body.replace('\'', '"').getBytes(UTF_8), Optional.empty());

    assertThat(Finding.of(answered, APIXO, "t").getClass().getSimpleName()).isEqualTo(apixo);
    assertThat(Finding.of(answered, KIE, "t").getClass().getSimpleName()).isEqualTo(kie);
  }
}
