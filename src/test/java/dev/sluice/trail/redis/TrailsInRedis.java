package dev.sluice.trail.redis;

import dev.sluice.redis.RedisLink;
import dev.sluice.trail.AuditTrail;

/** Audit trails in Redis for the tests of other rooms. */
public final class TrailsInRedis {

  private TrailsInRedis() {}

  /** The one that all replicas share. */
  public static AuditTrail at(RedisLink link) {
    return new RedisAuditTrail(link);
  }
}
