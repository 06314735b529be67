package dev.sluice.settings;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Checks {@code sluice.store} against what is configured of Redis. */
@Singleton
final class StoreSettings implements RoomSettings {

  private final Problems problems = new Problems();

  StoreSettings(StoreConfig config, Config all) {
    String store = config.store().map(String::trim).orElse("auto");
    boolean hosts = all.getOptionalValue(StoreChoice.HOSTS, String.class).isPresent();
    if (!store.equals("redis") && !store.equals("auto") && !store.equals("memory")) {
      problems.add("sluice.store", store, "auto, memory or redis");
    } else if (store.equals("redis") && !hosts) {
      problems.add(
          "sluice.store",
          "is redis, and " + StoreChoice.HOSTS + " is not set; it says where Redis is");
    }
  }

  @Produces
  @Singleton
  static Live<StoreSettings> judged(StoreSettings first, Config all) {
    return Live.untilTheNextStart(
        first, edition -> new StoreSettings(edition.mapped(StoreConfig.class), all));
  }

  @Override
  public Problems problems() {
    return problems;
  }
}
