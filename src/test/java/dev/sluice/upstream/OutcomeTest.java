package dev.sluice.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.passage.Started;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {

  private static final Dialect KIE = Dialects.of("kie").orElseThrow();
  private static final Dialect APIXO = Dialects.of("apixo").orElseThrow();

  @ParameterizedTest(name = "{0} with code {1}")
  @CsvSource({"200, 200", "201, 200", "200, 400", "200, 500", "500, 200", "400, 400", "429, 429"})
  void whoeverNamesATaskStartedIt(int status, int code) {
    assertThat(of(status, "{\"code\":%d,\"data\":{\"taskId\":\"t\"}}".formatted(code)))
        .isEqualTo(Started.YES);
  }

  @ParameterizedTest(name = "{0} with code {1}: {2}")
  @CsvSource({
    "200, 200, UNKNOWN",
    "201, 200, UNKNOWN",
    "200, 400, NO",
    "200, 429, NO",
    "200, 500, UNKNOWN",
    "200, 503, NO",
    "400, 400, NO",
    "200, 408, UNKNOWN",
    "408, 408, UNKNOWN",
    "429, 429, NO",
    "200, 499, UNKNOWN",
    "200, 502, UNKNOWN",
    "502, 502, UNKNOWN",
    "502, 400, UNKNOWN",
    "200, 501, NO",
    "200, 504, UNKNOWN",
    "200, 520, UNKNOWN",
    "524, 524, UNKNOWN",
    "200, 599, UNKNOWN",
    "200, 1010, NO",
    "504, 504, UNKNOWN",
    "500, 500, UNKNOWN",
    "500, 503, UNKNOWN",
    "503, 500, UNKNOWN",
    "503, 503, NO",
    "502, 200, UNKNOWN"
  })
  void withoutATaskIdTheVendorsEnvelopeRefusesByItsCode(int status, int code, Started expected) {
    assertThat(of(status, "{\"code\":%d,\"message\":\"m\",\"data\":null}".formatted(code)))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "200, UNKNOWN", "204, UNKNOWN", "302, UNKNOWN", "400, NO", "403, NO", "408, UNKNOWN",
    "413, NO", "429, NO", "499, UNKNOWN", "500, UNKNOWN", "502, UNKNOWN", "503, UNKNOWN",
    "520, UNKNOWN"
  })
  void aForeignAnswerIsARefusalOnlyAsA4xx(int status, Started expected) {
    assertThat(of(status, "<html>error</html>")).isEqualTo(expected);
  }

  /** The codes of the vendor's own page and of its other pages. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "200, UNKNOWN",
    "400, NO",
    "401, NO",
    "402, NO",
    "404, NO",
    "408, UNKNOWN",
    "422, NO",
    "429, NO",
    "433, NO",
    "455, NO",
    "500, UNKNOWN",
    "501, NO",
    "505, NO"
  })
  void eachOfKiesCodesMeansTheSameAsHttpStatusAndInTheEnvelopeOfA200(int code, Started expected) {
    String body = "{\"code\":%d,\"msg\":\"m\",\"data\":null}".formatted(code);

    assertThat(Outcome.of(KIE, code, body.getBytes(UTF_8))).isEqualTo(expected);
    assertThat(Outcome.of(KIE, 200, body.getBytes(UTF_8))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 402, 455, 501, 505})
  void whereKieNamesATaskItStarted(int code) {
    String body = "{\"code\":%d,\"msg\":\"m\",\"data\":{\"taskId\":\"t\"}}".formatted(code);

    assertThat(Outcome.of(KIE, 200, body.getBytes(UTF_8))).isEqualTo(Started.YES);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"403, NO", "501, UNKNOWN", "505, UNKNOWN", "530, UNKNOWN"})
  void whatStandsBeforeKieRefusesOnlyByA4xx(int status, Started expected) {
    assertThat(Outcome.of(KIE, status, "error code: 1010".getBytes(UTF_8))).isEqualTo(expected);
  }

  private static Started of(int status, String body) {
    return Outcome.of(APIXO, status, body.getBytes(UTF_8));
  }
}
