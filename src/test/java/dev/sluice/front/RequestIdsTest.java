package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

  @Test
  void aHarmlessIdIsKept() {
    assertThat(RequestIds.of("Trace_1.2-3")).isEqualTo("Trace_1.2-3");
    assertThat(RequestIds.of("x".repeat(128))).isEqualTo("x".repeat(128));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nSet-Cookie: x", "a/b", "\u00e9", "a\u0000", "<script>"})
  void anyOtherIdIsReplaced(String offered) {
    assertThat(RequestIds.of(offered)).matches("[0-9a-f]{32}");
  }

  @Test
  void anIdThatIsTooLongIsReplaced() {
    assertThat(RequestIds.of("x".repeat(129))).matches("[0-9a-f]{32}");
  }

  @Test
  void idsOfOurOwnDiffer() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(RequestIds.of(null));
    }
    assertThat(seen).hasSize(1000);
  }
}
