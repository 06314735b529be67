package dev.sluice.testing;

import java.util.List;
import java.util.Map;

/** One packaged gateway before the sandbox that is built into it. */
public final class StormyGateway implements Stormy {

  private final PackagedGateway gateway;
  private final LoadClient client;

  private StormyGateway(PackagedGateway gateway) {
    this.gateway = gateway;
    this.client = new LoadClient(gateway.port());
  }

  /**
   * Starts it.
   *
   * @param teams YAML below {@code sluice.teams}, a line for each team
   * @param properties the rest
   */
  public static StormyGateway start(List<String> teams, Map<String, String> properties) {
    String yaml = "sluice:\n  teams:\n    " + String.join("\n    ", teams) + "\n";
    return new StormyGateway(PackagedGateway.start(yaml, properties));
  }

  @Override
  public LoadClient client() {
    return client;
  }

  @Override
  public int sandboxPort() {
    return gateway.port();
  }

  @Override
  public List<PackagedGateway> gateways() {
    return List.of(gateway);
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
