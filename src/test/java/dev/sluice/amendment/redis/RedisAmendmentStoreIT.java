package dev.sluice.amendment.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.amendment.AmendmentStore;
import dev.sluice.amendment.AmendmentStoreContract;
import dev.sluice.amendment.Amendments;
import dev.sluice.redis.OneRedis;
import dev.sluice.testing.Soon;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.redis.TrailsInRedis;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("untimed")
class RedisAmendmentStoreIT extends AmendmentStoreContract {

  @RegisterExtension static final OneRedis REDIS = OneRedis.embedded();

  @BeforeEach
  void forget() {
    REDIS.server().command("FLUSHALL");
  }

  @Override
  protected AmendmentStore store() {
    return new RedisAmendmentStore(REDIS.link());
  }

  @Override
  protected AuditTrail trail() {
    return TrailsInRedis.at(REDIS.link());
  }

  @Test
  void aServerThatHasForgottenIsToldAgainAndOneThatKnowsBetterIsNot() {
    keep(FIRST);
    forget();
    Soon.of(store().restore(FIRST));
    assertThat(read()).isEqualTo(FIRST);
    Amendments second = new Amendments(2, "b2", Map.of(), Set.of());
    keep(second);
    Soon.of(store().restore(FIRST));
    assertThat(read()).isEqualTo(second);
  }
}
