package dev.sluice.trail.redis;

import dev.sluice.redis.RedisLink;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import dev.sluice.trail.AuditTrail;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the trail as Redis keeps it. Nothing is made where the store is memory. */
@Singleton
final class TrailInRedis {

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  AuditTrail trail(RedisLink link) {
    return new RedisAuditTrail(link);
  }
}
