package dev.sluice.task.redis;

import dev.sluice.redis.Broadcasts;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.StoreWatch;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import dev.sluice.task.EndedTasks;
import dev.sluice.task.TaskSettings;
import dev.sluice.task.TaskStore;
import dev.sluice.task.ToldEnds;
import dev.sluice.task.UsageBook;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the room's ports as Redis keeps them. Nothing is made where the store is memory. */
@Singleton
final class RecordsInRedis {

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  TaskStore store(RedisLink link, TaskSettings settings, StoreWatch watch) {
    return new RedisTaskStore(link, settings.rules(), watch::memoryPressed);
  }

  void start(
      @Observes StartupEvent started,
      StoreChoice choice,
      Instance<RedisLink> link,
      Instance<Broadcasts> broadcasts,
      ToldEnds told) {
    if (choice.kind() == StoreKind.REDIS) {
      told.hearing(false);
      broadcasts.get().hear(link.get().channel(EndsInRedis.CHANNEL), new EndsInRedis(told));
    }
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  EndedTasks ended(RedisLink link, StoreWatch watch) {
    return new RedisEndedTasks(link, watch::memoryPressed);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.REDIS)
  UsageBook usage(RedisLink link) {
    return new RedisUsageBook(link);
  }
}
