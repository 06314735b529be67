package dev.sluice.redis;

import dev.sluice.testing.RedisServer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One Redis for all tests of a class, and a link to it; see {@link RegisterExtension}. */
public final class OneRedis implements BeforeAllCallback, AfterAllCallback {

  private final Supplier<RedisServer> starting;
  private RedisServer server;
  private Links links;

  private OneRedis(Supplier<RedisServer> starting) {
    this.starting = starting;
  }

  /** The machine's own, where it has one. */
  public static OneRedis usual() {
    return new OneRedis(RedisServer::start);
  }

  /** The older one that comes with the tests. */
  public static OneRedis embedded() {
    return new OneRedis(() -> RedisServer.setup().embedded().start());
  }

  public RedisServer server() {
    return server;
  }

  public Links links() {
    return links;
  }

  public RedisLink link() {
    return links.link();
  }

  @Override
  public void beforeAll(ExtensionContext tests) {
    server = starting.get();
    links = Links.patient(server.hosts()).awaited();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (links != null) {
      links.close();
    }
    server.close();
  }
}
