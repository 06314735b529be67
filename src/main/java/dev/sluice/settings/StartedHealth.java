package dev.sluice.settings;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * Started once the configuration was found to be right and every room has begun its work. A store
 * that is away is no reason not to be: the gateway waits for it, and is not ready meanwhile.
 */
@Startup
@Singleton
final class StartedHealth implements HealthCheck {

  private static final String NAME = "start";

  private final Layout layout;
  private volatile boolean begun;

  StartedHealth(Layout layout) {
    this.layout = layout;
  }

  void begun(@Observes StartupEvent started) {
    begun = true;
  }

  @Override
  public HealthCheckResponse call() {
    return begun
        ? HealthCheckResponse.named(NAME)
            .up()
            .withData("teams", layout.teams().size())
            .withData("upstreams", layout.upstreams().size())
            .build()
        : HealthCheckResponse.named(NAME).down().withData("why", "not applied yet").build();
  }
}
