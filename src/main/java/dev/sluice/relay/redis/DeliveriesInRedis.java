package dev.sluice.relay.redis;

import dev.sluice.redis.RedisLink;
import dev.sluice.redis.StoreWatch;
import dev.sluice.relay.DeliveryQueue;
import dev.sluice.relay.RelaySettings;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the queue as Redis keeps it. Nothing is made where the store is memory. */
@Singleton
final class DeliveriesInRedis {

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  DeliveryQueue queue(RedisLink link, RelaySettings settings, StoreWatch watch) {
    return new RedisDeliveryQueue(
        link, new QueueProgram("clock.lua"), settings.lease(), watch::memoryPressed);
  }
}
