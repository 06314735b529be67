package dev.sluice.upstream;

import dev.sluice.meters.Meters;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** How the circuits stand, for whoever scrapes it. */
@Startup
@Singleton
final class CircuitGauges {

  CircuitGauges(Circuits circuits, Meters meters) {
    circuits
        .all()
        .forEach(
            (name, circuit) ->
                meters.gauge(
                    "sluice.upstream.circuit", () -> circuit.state().ordinal(), "upstream", name));
  }
}
