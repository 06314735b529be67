package dev.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.passage.RefusedException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamKeysResourceTest {

  @Test
  void aKeyMayEndInTheYear9999() {
    assertThat(TeamKeysResource.expires(body("9999-12-31T23:59:59Z")))
        .contains(Instant.parse("9999-12-31T23:59:59Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+10000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z", "tomorrow"})
  void anEndThatNobodyReadsAsADateIsRefused(String end) {
    assertThatThrownBy(() -> TeamKeysResource.expires(body(end)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.refusal().reason().status()).isEqualTo(400);
              assertThat(refused.refusal().detail()).startsWith("expires: has to ");
            });
  }

  private static byte[] body(String end) {
    return "{\"expires\":\"%s\"}".formatted(end).getBytes(UTF_8);
  }
}
