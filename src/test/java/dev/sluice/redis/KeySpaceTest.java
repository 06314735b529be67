package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.impl.ZModem;
import org.junit.jupiter.api.Test;

class KeySpaceTest {

  @Test
  void whatOneStepTouchesTogetherLiesOnOneNode() {
    assertThat(slot(KeySpace.ledger("apixo", "slots")))
        .isEqualTo(slot(KeySpace.ledger("apixo", "rate")));
    assertThat(slot(KeySpace.task("t1", "record"))).isEqualTo(slot(KeySpace.task("t1", "outbox")));
    assertThat(slot(KeySpace.usage("2026-01-31", "counts:a")))
        .isEqualTo(slot(KeySpace.usage("2026-01-31", "teams")));
  }

  @Test
  void differentBudgetsTasksDaysAndTeamsSpread() {
    assertThat(slot(KeySpace.ledger("apixo", "slots")))
        .isNotEqualTo(slot(KeySpace.ledger("kie", "slots")));
    assertThat(slot(KeySpace.task("t1", "record")))
        .isNotEqualTo(slot(KeySpace.task("t2", "record")));
    assertThat(slot(KeySpace.usage("2026-01-31", "teams")))
        .isNotEqualTo(slot(KeySpace.usage("2026-02-01", "teams")));
    assertThat(slot(KeySpace.quota("a", "team-requests")))
        .isNotEqualTo(slot(KeySpace.quota("b", "team-requests")));
  }

  private static int slot(String key) {
    return ZModem.generate(key);
  }
}
