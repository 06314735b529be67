package dev.sluice.task.redis;

import dev.sluice.redis.RedisLink;
import dev.sluice.redis.StoreWatch;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import dev.sluice.task.IdempotencySettings;
import dev.sluice.task.IdempotencyStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the store of keys as Redis keeps it. Nothing is made where the store is memory. */
@Singleton
final class KeysInRedis {

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  IdempotencyStore store(RedisLink link, IdempotencySettings settings, StoreWatch watch) {
    return new RedisIdempotencyStore(link, settings.retention(), watch::memoryPressed);
  }
}
