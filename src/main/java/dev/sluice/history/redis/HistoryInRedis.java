package dev.sluice.history.redis;

import dev.sluice.history.Samples;
import dev.sluice.redis.RedisLink;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the history as Redis keeps it. Nothing is made where the store is memory. */
@Singleton
final class HistoryInRedis {

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  Samples samples(RedisLink link) {
    return new RedisSamples(link);
  }
}
