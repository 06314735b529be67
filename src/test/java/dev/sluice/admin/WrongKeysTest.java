package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrongKeysTest {

  private final TestTime time = new TestTime();
  private final WrongKeys wrong = new WrongKeys(time);

  @Test
  void theLogIsToldOfAnAddressOnceAMinuteAndOfAllThatCame() {
    assertThat(wrong.note("192.0.2.1")).contains(1);
    for (int i = 0; i < 5; i++) {
      assertThat(wrong.note("192.0.2.1")).isEmpty();
    }
    assertThat(wrong.note("192.0.2.2")).contains(1);

    time.advance(Duration.ofMinutes(1));

    assertThat(wrong.note("192.0.2.1")).contains(6);
  }

  @Test
  void noMoreAddressesAreRememberedThanTheBound() {
    for (int i = 0; i < WrongKeys.ADDRESSES + 500; i++) {
      wrong.note("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256);
    }

    assertThat(wrong.size()).isEqualTo(WrongKeys.ADDRESSES);
  }

  @Test
  void theAddressesOfOneCustomerAreOne() {
    assertThat(WrongKeys.network("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(WrongKeys.network("2001:db8:1:2::9"))
        .isNotEqualTo(WrongKeys.network("2001:db8:1:3::9"));
    assertThat(WrongKeys.network("::ffff:192.0.2.1"))
        .isNotEqualTo(WrongKeys.network("::ffff:192.0.2.2"));
    assertThat(WrongKeys.network("192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(WrongKeys.network("unknown")).isEqualTo("unknown");
  }
}
