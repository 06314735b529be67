package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a {@link PackagedGateway} says of itself under {@code /q/metrics}. */
public final class Scrape {

  private final PackagedGateway gateway;

  public Scrape(PackagedGateway gateway) {
    this.gateway = gateway;
  }

  /**
   * The sum of a metric over all its series that have these labels; 0 where there is none.
   *
   * @param labels name, value, name, value
   */
  public double sum(String metric, String... labels) {
    return Metrics.of(text()).sum(metric, labels);
  }

  /** Slots of a team in use, on all upstreams. */
  public int slots(String team) {
    return (int) sum("sluice_slots_in_use", "team", team);
  }

  /** Slots in use, of all teams on all upstreams. */
  public int slots() {
    return (int) sum("sluice_slots_in_use");
  }

  private String text() {
    try (var in = gateway.uri("/q/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
