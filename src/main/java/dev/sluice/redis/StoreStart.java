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
      meters.gauge("sluice.store.mode", () -> 1, "mode", store.kind().label());
      return;
    }
    StoreWatch started = watch.get();
    health.register("store", new StoreHealth(started));
    for (StoreState.Kind kind : StoreState.Kind.values()) {
      meters.gauge(
          "sluice.store.mode", () -> started.state().kind() == kind ? 1 : 0, "mode", label(kind));
    }
    meters.gauge("sluice.store.up", () -> started.state().kind() == StoreState.Kind.LOST ? 0 : 1);
    meters.counter("sluice.store.failures", link.get(), RedisLink::failures);
    started.start();
  }

  /** What the store in use is, as seen by whoever watches many gateways. */
  private static String label(StoreState.Kind kind) {
    return switch (kind) {
      case OK -> StoreKind.REDIS.label();
      case DEGRADED -> "degraded";
      case LOST -> "away";
    };
  }
}
