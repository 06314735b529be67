package dev.sluice.redis;

import dev.sluice.meters.Meters;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import io.quarkus.runtime.Startup;
import io.smallrye.health.api.HealthRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.Readiness;

/** Where the store is Redis: looks after it from the start, and shows how it stands. */
@Startup
@Singleton
final class StoreStart {

  StoreStart(
      StoreChoice store,
      Instance<StoreWatch> watch,
      Instance<RedisLink> link,
      @Readiness HealthRegistry health,
      Meters meters) {
    if (store.kind() != StoreKind.REDIS) {
      return;
    }
    StoreWatch started = watch.get();
    health.register("store", new StoreHealth(started));
    meters.gauge("sluice.store.up", () -> started.state().kind() == StoreState.Kind.LOST ? 0 : 1);
    meters.counter("sluice.store.failures", link.get(), RedisLink::failures);
    started.start();
  }
}
