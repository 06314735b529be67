package dev.sluice.trail;

import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
@Singleton
final class TrailRoom {

  @Produces
  @Singleton
  AuditTrail trail(@Any Instance<AuditTrail> all, StoreChoice store) {
    return store.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  AuditTrail memory() {
    return MemoryAuditTrail.usual();
  }
}
