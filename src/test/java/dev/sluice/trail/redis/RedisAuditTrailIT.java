package dev.sluice.trail.redis;

import dev.sluice.redis.OneRedis;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.AuditTrailContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("untimed")
class RedisAuditTrailIT extends AuditTrailContract {

  @RegisterExtension static final OneRedis REDIS = OneRedis.embedded();

  @Override
  protected AuditTrail trail() {
    REDIS.server().command("FLUSHALL");
    return new RedisAuditTrail(REDIS.link());
  }
}
