package dev.sluice.front;

import dev.sluice.passage.Draining;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says that a replica is not ready because it stops. */
@Readiness
@Singleton
final class DrainingHealth implements HealthCheck {

  private final Draining draining;

  DrainingHealth(Draining draining) {
    this.draining = draining;
  }

  @Override
  public HealthCheckResponse call() {
    return draining.begun()
        ? HealthCheckResponse.named("stopping")
            .down()
            .withData("why", "it stops: submits are refused, polls are answered for a moment")
            .build()
        : HealthCheckResponse.up("stopping");
  }
}
