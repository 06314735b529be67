package dev.sluice.redis;

import dev.sluice.settings.Problems;
import dev.sluice.settings.RoomSettings;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** Checks what the client's own check lets through and we could not use. */
@Singleton
final class RedisSettings implements RoomSettings {

  private static final String TYPE = "quarkus.redis.client-type";
  private static final List<String> KNOWN = List.of("standalone", "sentinel", "cluster");

  private final Problems problems = new Problems();

  RedisSettings(StoreChoice store, Config all) {
    String type = all.getOptionalValue(TYPE, String.class).orElse("standalone").strip();
    if (store.kind() == StoreKind.REDIS && KNOWN.stream().noneMatch(type::equalsIgnoreCase)) {
      problems.add(TYPE, type, "standalone, sentinel or cluster");
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }
}
