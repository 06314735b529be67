package dev.sluice.settings;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/**
 * Which store this gateway uses: {@code sluice.store}, where {@code auto} is Redis when {@code
 * quarkus.redis.hosts} is set and memory otherwise.
 */
@Singleton
public final class StoreChoice {

  /** The property that says where Redis is. */
  static final String HOSTS = "quarkus.redis.hosts";

  private final StoreKind kind;

  StoreChoice(StoreConfig config, Config all) {
    String store = config.store().map(String::trim).orElse("auto");
    boolean hosts = all.getOptionalValue(HOSTS, String.class).isPresent();
    this.kind =
        hosts && (store.equals("redis") || store.equals("auto"))
            ? StoreKind.REDIS
            : StoreKind.MEMORY;
  }

  public StoreKind kind() {
    return kind;
  }

  /**
   * The implementation of a port that keeps things in the chosen store. Of the others none is made.
   *
   * @param all to be injected as {@code @Any Instance<T>}; each implementation carries {@link
   *     KeptIn}
   */
  public <T> T of(Instance<T> all) {
    return all.select(new KeptIn.Literal(kind)).get();
  }
}
