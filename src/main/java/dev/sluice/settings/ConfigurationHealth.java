package dev.sluice.settings;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells whether the files as they are count. Files that are wrong are no reason to take the gateway
 * out: it serves by those before. What is wrong with them stands in the log, which not everybody
 * reads who reaches this.
 */
@Readiness
@Singleton
final class ConfigurationHealth implements HealthCheck {

  private final Editions editions;

  ConfigurationHealth(Editions editions) {
    this.editions = editions;
  }

  @Override
  public HealthCheckResponse call() {
    return editions.refused().isEmpty()
        ? HealthCheckResponse.up("configuration")
        : HealthCheckResponse.named("configuration")
            .up()
            .withData(
                "why",
                "the files were changed and are wrong: those before count; see"
                    + " configuration-refused in the log")
            .build();
  }
}
