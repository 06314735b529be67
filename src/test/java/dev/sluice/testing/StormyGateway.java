package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A packaged gateway before its sandbox, with clients, and what both tell of a span of time. */
public final class StormyGateway implements AutoCloseable {

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

  public LoadClient client() {
    return client;
  }

  public Storm storm() {
    return new Storm(client);
  }

  /** What the sandbox and the gateway tell at one moment. */
  public record Reading(SandboxRecord sandbox, Metrics metrics) {

    /** Tasks of a team that were accepted so far. */
    public double accepted(String team) {
      return metrics.sum("sluice_tasks_total", "team", team, "state", "submitted");
    }

    /** Slots that a team holds. */
    public double slots(String team) {
      return metrics.sum("sluice_slots_in_use", "team", team);
    }
  }

  private Metrics metrics() {
    return Metrics.of(client.page("/q/metrics").body());
  }

  public Reading read() {
    return new Reading(SandboxRecord.read(client), metrics());
  }

  /** Reads after a while, by the sandbox's own clock. */
  public Reading readAfter(Duration howLong) {
    long until = SandboxRecord.read(client).count("nowMillis") + howLong.toMillis();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(250))
        .atMost(howLong.plusMinutes(1))
        .until(() -> SandboxRecord.read(client).count("nowMillis") >= until);
    return read();
  }

  /** The sandbox never had to refuse anything, and no window of it was overfull. */
  public void assertThatTheLimitHeld() {
    SandboxRecord sandbox = SandboxRecord.read(client);
    assertThat(sandbox.count("refused")).as("refused: %s", sandbox).isZero();
    assertThat(sandbox.count("largestWindow")).isLessThanOrEqualTo(sandbox.count("windowLimit"));
    assertThat(gateway.log())
        .as("errors in the log")
        .noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
  }

  /** Everybody's slots come back once the tasks have ended. */
  public void assertThatNoSlotStaysBehind(Duration within) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(within)
        .untilAsserted(() -> assertThat(metrics().sum("sluice_slots_in_use")).isZero());
    assertThat(SandboxRecord.read(client).count("unfinished")).isZero();
    assertThat(metrics().sum("sluice_leases_expired_total")).isZero();
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
