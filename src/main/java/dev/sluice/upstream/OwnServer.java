package dev.sluice.upstream;

import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.Config;

/** Where the gateway itself listens, for the upstream that is built in. */
@Singleton
final class OwnServer {

  private final Config config;

  OwnServer(Config config) {
    this.config = config;
  }

  /**
   * The base of the sandbox's paths.
   *
   * @throws IllegalStateException before the gateway has started: until then its port is not known
   */
  URI sandbox() {
    String member =
        LaunchMode.current() == LaunchMode.TEST ? "quarkus.http.test-port" : "quarkus.http.port";
    int port = config.getOptionalValue(member, Integer.class).orElse(0);
    if (port <= 0) {
      throw new IllegalStateException("the gateway's own port is not known yet");
    }
    return URI.create("http://127.0.0.1:%d/sandbox".formatted(port));
  }
}
