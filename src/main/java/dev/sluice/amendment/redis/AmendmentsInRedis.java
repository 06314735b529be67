package dev.sluice.amendment.redis;

import dev.sluice.amendment.AmendmentStore;
import dev.sluice.redis.RedisLink;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the store as Redis keeps it. Nothing is made where the store is memory. */
@Singleton
final class AmendmentsInRedis {

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  AmendmentStore store(RedisLink link) {
    return new RedisAmendmentStore(link);
  }
}
