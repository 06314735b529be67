package dev.sluice.redis;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * What {@code quarkus.redis.*} says of the default client: hosts, password, TLS, kind. It is kept
 * for connections of our own, because those of the client's pool cannot be closed while they hang,
 * and its Sentinel and Cluster wait for a silent node without end.
 */
@Singleton
final class ClientOptions implements RedisOptionsCustomizer {

  private static final String DEFAULT_CLIENT = "<default>";

  private volatile @Nullable RedisOptions options;

  @Override
  public void customize(String client, RedisOptions configured) {
    if (client.equals(DEFAULT_CLIENT)) {
      options = new RedisOptions(configured);
    }
  }

  /**
   * A copy.
   *
   * @throws IllegalStateException where Redis is not configured
   */
  RedisOptions copy() {
    RedisOptions known = options;
    if (known == null) {
      throw new IllegalStateException("quarkus.redis.hosts is not set");
    }
    return new RedisOptions(known);
  }
}
