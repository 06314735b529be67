package dev.sluice.quota;

import dev.sluice.settings.StoreChoice;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
@Singleton
final class QuotaRoom {

  @Produces
  @Singleton
  QuotaBuckets buckets(@Any Instance<QuotaBuckets> all, StoreChoice store) {
    return store.of(all);
  }
}
