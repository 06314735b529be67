package dev.sluice.settings;

import jakarta.inject.Singleton;

/** Reads {@code sluice.store}: this version keeps everything in memory and runs alone. */
@Singleton
final class StoreSettings implements RoomSettings {

  private final Problems problems = new Problems();

  StoreSettings(StoreConfig config) {
    String store = config.store().map(String::trim).orElse("auto");
    if (store.equals("redis")) {
      problems.add(
          "sluice.store",
          "the store 'redis' is not available in this version; allowed are auto and memory, which"
              + " both keep everything in memory for one replica");
    } else if (!store.equals("auto") && !store.equals("memory")) {
      problems.add("sluice.store", store, "auto or memory");
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }
}
