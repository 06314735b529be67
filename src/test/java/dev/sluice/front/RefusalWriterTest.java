package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.front.RefusalWriter.Written;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalWriterTest {

  @Test
  void theEnvelopeHasItsMembersInTheirOrder() {
    Written written =
        RefusalWriter.write(
            Refusal.byLimit("team-tasks", "Wait a little.", Duration.ofSeconds(2)), null);
    assertThat(new String(written.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"code\":429,\"message\":\"Wait a little.\",\"msg\":\"Wait a little.\",\"data\":null,"
                + "\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                + "\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"Wait a little.\","
                + "\"violated-policies\":[\"team-tasks\"]}");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsOneJsonObjectWhoseCodeIsTheStatus(Reason reason) throws IOException {
    Written written = RefusalWriter.write(Refusal.of(reason, "why"), null);
    JsonNode body = new ObjectMapper().readTree(written.body());
    assertThat(body.get("code").asInt()).isEqualTo(written.status()).isEqualTo(reason.status());
    assertThat(body.get("status").asInt()).isEqualTo(reason.status());
    assertThat(body.get("data").isNull()).isTrue();
    assertThat(body.has("violated-policies")).isFalse();
  }

  @Test
  void whatADetailQuotesCannotBreakOutOfIt() throws IOException {
    String nasty = "a\"b\\c\r\nd\u0000e\u00e9\ud83d\ude00 \ud800";
    Written written = RefusalWriter.write(Refusal.of(Reason.MALFORMED, nasty), null);
    JsonNode body = new ObjectMapper().readTree(written.body());
    assertThat(body.get("detail").asText()).isEqualTo(nasty.replace('\ud800', '?'));
    assertThat(body.size()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "999,1", "1000,1", "1001,2", "59999,60", "60000,60", "-5,1"})
  void retryAfterIsRoundedUpToWholeSeconds(long millis, String seconds) {
    Written written =
        RefusalWriter.write(Refusal.byLimit("x", "y", Duration.ofMillis(millis)), null);
    assertThat(written.headers()).containsEntry("Retry-After", seconds);
  }

  @Test
  void whatNobodyShouldKeepSaysSo() {
    assertThat(RefusalWriter.write(Refusal.of(Reason.LIMIT, "x"), null).headers())
        .containsEntry("Cache-Control", "no-store");
    assertThat(RefusalWriter.write(Refusal.of(Reason.UNAUTHENTICATED, "x"), null).headers())
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("WWW-Authenticate", "Bearer");
    assertThat(RefusalWriter.write(Refusal.of(Reason.NOT_FOUND, "x"), null).headers()).isEmpty();
  }

  @Test
  void theRefusalsOwnHeadersGoOut() {
    assertThat(
            RefusalWriter.write(
                    Refusal.of(Reason.METHOD_NOT_ALLOWED, "x").with("Allow", "GET"), null)
                .headers())
        .containsEntry("Allow", "GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/problem+json",
        "application/json, application/problem+json;q=0.9",
        "Application/Problem+JSON"
      })
  void whoNamesProblemJsonGetsIt(String accept) {
    assertThat(RefusalWriter.write(Refusal.of(Reason.LIMIT, "x"), accept).contentType())
        .isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*/*", "application/json", "text/html", "application/problem+jso"})
  void everybodyElseGetsJson(String accept) {
    assertThat(RefusalWriter.write(Refusal.of(Reason.LIMIT, "x"), accept).contentType())
        .isEqualTo("application/json");
  }
}
