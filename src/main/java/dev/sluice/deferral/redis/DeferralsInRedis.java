package dev.sluice.deferral.redis;

import dev.sluice.deferral.DeferralRoom;
import dev.sluice.deferral.DeferredQueue;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.StoreWatch;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the queue as Redis keeps it. Nothing is made where the store is memory. */
@Singleton
final class DeferralsInRedis {

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  DeferredQueue queue(RedisLink link, StoreWatch watch, Ticker ticker) {
    return new RedisDeferredQueue(
        link,
        new QueueProgram("clock.lua"),
        DeferralRoom.ALL,
        DeferralRoom.LEASE,
        watch::memoryPressed,
        ticker);
  }
}
