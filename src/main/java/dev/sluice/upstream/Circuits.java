package dev.sluice.upstream;

import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/** The circuits of all upstreams, of this replica. */
@Singleton
final class Circuits {

  private final Map<String, Circuit> byName = new TreeMap<>();

  Circuits(CircuitSettings settings, Ticker ticker) {
    settings.all().forEach((name, setting) -> byName.put(name, new Circuit(name, setting, ticker)));
  }

  /**
   * @throws IllegalArgumentException for a name that is not configured
   */
  Circuit of(String upstream) {
    Circuit circuit = byName.get(upstream);
    if (circuit == null) {
      throw new IllegalArgumentException("no upstream is called " + upstream);
    }
    return circuit;
  }

  /** By name, in alphabetical order. */
  Map<String, Circuit> all() {
    return byName;
  }
}
