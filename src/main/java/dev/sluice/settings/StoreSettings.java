package dev.sluice.settings;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Reads {@code sluice.store}: this version keeps everything in memory and runs alone. */
@Singleton
final class StoreSettings implements RoomSettings {

  private static final String REDIS = "quarkus.redis.hosts";

  private final Problems problems = new Problems();

  StoreSettings(StoreConfig config, Config all) {
    String store = config.store().map(String::trim).orElse("auto");
    if (store.equals("redis")) {
      problems.add(
          "sluice.store",
          "the store 'redis' is not available in this version; allowed are auto and memory, which"
              + " both keep everything in memory for one replica");
    } else if (!store.equals("auto") && !store.equals("memory")) {
      problems.add("sluice.store", store, "auto or memory");
    } else if (store.equals("auto") && all.getOptionalValue(REDIS, String.class).isPresent()) {
      problems.add(
          REDIS,
          "is set, and this version keeps everything in memory for one replica;"
              + " set sluice.store to memory if that is what you want");
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }
}
