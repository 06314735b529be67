package dev.sluice.upstream;

import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The circuits of all upstreams, of this replica. */
@Singleton
public final class Circuits {

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

  /** How each stands, in one word: {@code closed}, {@code half-open} or {@code open}. */
  public Map<String, String> words() {
    Map<String, String> words = new TreeMap<>();
    byName.forEach(
        (name, circuit) ->
            words.put(name, circuit.state().name().toLowerCase(Locale.ROOT).replace('_', '-')));
    return words;
  }

  /** By name, in alphabetical order. */
  Map<String, Circuit> all() {
    return byName;
  }
}
