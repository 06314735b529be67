package dev.sluice.quota;

import dev.sluice.settings.Live;
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
  Live<QuotaSettings> settings(QuotaSettings first) {
    return Live.of(
        first, edition -> new QuotaSettings(edition.mapped(QuotaConfig.class), edition.layout()));
  }

  @Produces
  @Singleton
  QuotaBuckets buckets(@Any Instance<QuotaBuckets> all, StoreChoice store) {
    return store.of(all);
  }
}
