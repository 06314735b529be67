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

  /** What {@code /q/health} says. */
  public String health() {
    return read("/q/health");
  }

  private String text() {
    return read("/q/metrics");
  }

  private String read(String path) {
    try (var in = gateway.uri(path).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
