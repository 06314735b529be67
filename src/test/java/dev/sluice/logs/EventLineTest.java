package dev.sluice.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EventLineTest {

  @Test
  void anEventAndItsKeysAreTakenApart() {
    EventLine line = of("circuit-open upstream=%s from=%s seconds=%.1f", "a", "closed", 1.25);

    assertThat(line.event()).isEqualTo("circuit-open");
    assertThat(line.keys())
        .containsExactly(
            Map.entry("upstream", "a"), Map.entry("from", "closed"), Map.entry("seconds", "1.3"));
  }

  @Test
  void aValueWithABlankOrAnEqualsSignStaysWhole() {
    EventLine line = of("No answer: upstream=%s cause='%s' ms=%d", "a", "x y=z", 3L);

    assertThat(line.event()).isEqualTo("No answer");
    assertThat(line.keys()).containsEntry("cause", "x y=z").containsEntry("ms", "3");
  }

  @Test
  void aValueWithoutAKeyTakesItsPlaceAndIsNoKey() {
    assertThat(of("%d problems: at=%s", 3, "here").keys()).containsExactly(Map.entry("at", "here"));
  }

  @Test
  void whatComesAfterAValueIsNotItsOwn() {
    assertThat(of("budget: rate=%.1f/s share=%d%% slots=%d", 2.0, 50, 7).keys())
        .containsExactly(
            Map.entry("rate", "2.0"), Map.entry("share", "50"), Map.entry("slots", "7"));
  }

  @Test
  void aLineWithoutKeysHasNone() {
    assertThat(of("idempotency-caught-up").keys()).isEmpty();
  }

  @Test
  void aLineWithFewerValuesThanItsPatternWantsIsReadAsFarAsItGoes() {
    assertThat(of("a b=%s c=%s", "1").keys()).containsExactly(Map.entry("b", "1"));
  }

  private static EventLine of(String pattern, Object... values) {
    return EventLine.of(pattern, values);
  }
}
