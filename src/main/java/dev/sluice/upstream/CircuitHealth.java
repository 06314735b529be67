package dev.sluice.upstream;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells how each upstream's circuit stands, as this replica has seen it. An open one is no reason
 * to take the gateway out: polls are answered all the same, and other upstreams may serve.
 */
@Readiness
@Singleton
final class CircuitHealth implements HealthCheck {

  private final Circuits circuits;

  CircuitHealth(Circuits circuits) {
    this.circuits = circuits;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("upstreams").up();
    circuits.all().forEach((name, circuit) -> response.withData(name, words(circuit)));
    return response.build();
  }

  private static String words(Circuit circuit) {
    return switch (circuit.state()) {
      case CLOSED -> "circuit closed";
      case HALF_OPEN -> "circuit half open: one submit at a time tries";
      case OPEN -> open(circuit.rest().toMillis());
    };
  }

  private static String open(long rest) {
    return rest > 0
        ? "circuit open: nothing is sent, the next submit tries in %d ms".formatted(rest)
        : "circuit open: the next submit tries";
  }
}
