package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A lease as the program keeps it. */
class KeptLeaseTest {

  @Test
  void timesAreToldFromNowOn() {
    assertThat(KeptLease.texts("s", "B 1000 0 9000 1 red replica 4 task{\"a\": 1}", 3000))
        .containsExactly("s", "red", "B", "2000", "6000", "replica", "task", "{\"a\": 1}");
    assertThat(KeptLease.texts("s", "U 1000 2500 0 0 red replica 0 ", 3000))
        .containsExactly("s", "red", "U", "2000", "-500", "replica", "", "");
  }

  @Test
  void aTaskIsAsLongAsItsBytes() {
    assertThat(KeptLease.texts("s", "B 0 0 0 0 red replica 6 täßkdetails", 0).subList(6, 8))
        .containsExactly("täßk", "details");
  }

  @Test
  void whatIsNoneIsAFailure() {
    assertThatThrownBy(() -> KeptLease.texts("s", "B 0 0", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
