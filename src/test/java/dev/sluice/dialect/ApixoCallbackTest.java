package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApixoCallbackTest {

  private static final Dialect APIXO = new ApixoDialect();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"request_type\":\"callback\",\"callback_url\":\"t\"}|t|{\"request_type\":\"callback\",\"callback_url\":\"u\"}|{\"request_type\":\"async\"}",
        "{\"request_type\":\"async\", \"callback_url\":\"t\"}||{\"request_type\":\"callback\", \"callback_url\":\"u\"}|{\"request_type\":\"async\", \"callback_url\":\"t\"}",
        "{\"request_type\":null}||{\"callback_url\":\"u\",\"request_type\":\"callback\"}|{\"request_type\":null}",
        "{\"input\":{}}||{\"callback_url\":\"u\",\"request_type\":\"callback\",\"input\":{}}|{\"input\":{}}"
      })
  void aSubmitAsksForOursOrForNone(String body, String wish, String with, String without) {
    SubmitBody submit = (SubmitBody) SubmitBody.read(body.getBytes(UTF_8));

    assertThat(APIXO.callback(submit).orElse(null)).isEqualTo(wish);
    assertThat(new String(APIXO.withCallback(submit, "u").bytes(), UTF_8)).isEqualTo(with);
    assertThat(new String(APIXO.withoutCallback(submit).bytes(), UTF_8)).isEqualTo(without);
  }
}
