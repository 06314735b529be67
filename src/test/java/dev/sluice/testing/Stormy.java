package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;

/** Gateways before one sandbox, with clients, and what both tell of a span of time. */
public interface Stormy extends AutoCloseable {

  /** Clients of any of the gateways. */
  LoadClient client();

  /** Where the sandbox is. */
  int sandboxPort();

  /** The gateways that run. */
  List<PackagedGateway> gateways();

  @Override
  void close();

  /** What the sandbox and the gateways tell at one moment. */
  record Reading(SandboxRecord sandbox, List<Metrics> gateways) {

    /** Slots that a team holds, as the first gateway sees it. */
    public double slots(String team) {
      return gateways.get(0).sum("sluice_slots_in_use", "team", team);
    }

    /** The sum of a metric over all gateways and all its series that have these labels. */
    public double sum(String metric, String... labels) {
      return gateways.stream().mapToDouble(metrics -> metrics.sum(metric, labels)).sum();
    }
  }

  default Storm storm() {
    return new Storm(client(), (key, reply) -> {});
  }

  /**
   * A storm whose accepted submits somebody hears of.
   *
   * @param accepted the team's key, and the answer
   */
  default Storm storm(BiConsumer<String, LoadClient.Reply> accepted) {
    return new Storm(client(), accepted);
  }

  default SandboxRecord sandbox() {
    return SandboxRecord.read(client(), sandboxPort());
  }

  private List<Metrics> metrics() {
    return gateways().stream()
        .map(gateway -> Metrics.of(client().page(gateway.port(), "/q/metrics").body()))
        .toList();
  }

  private static double slotsInUse(Metrics metrics) {
    return metrics.sum("sluice_slots_in_use");
  }

  default Reading read() {
    return new Reading(sandbox(), metrics());
  }

  /** Lets time pass, by the sandbox's own clock. */
  default void pass(Duration howLong) {
    long until = sandbox().count("nowMillis") + howLong.toMillis();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(250))
        .atMost(howLong.plusMinutes(1))
        .until(() -> sandbox().count("nowMillis") >= until);
  }

  /** Reads after a while, by the sandbox's own clock. */
  default Reading readAfter(Duration howLong) {
    pass(howLong);
    return read();
  }

  /** The sandbox never had to refuse anything, and no window of it was overfull. */
  default void assertThatTheSandboxRefusedNothing() {
    SandboxRecord sandbox = sandbox();
    assertThat(sandbox.count("refused")).as("refused: %s", sandbox).isZero();
    assertThat(sandbox.count("largestWindow")).isLessThanOrEqualTo(sandbox.count("windowLimit"));
  }

  /** The same, and nobody has reported an error. */
  default void assertThatTheLimitHeld() {
    assertThatTheSandboxRefusedNothing();
    for (PackagedGateway gateway : gateways()) {
      assertThat(Complaints.in(gateway.log())).as("errors in the log").isEmpty();
    }
  }

  /** Everybody's slots come back once the tasks have ended, and none of them by its hold. */
  default void assertThatNoSlotStaysBehind(Duration within) {
    assertThatAllSlotsComeBack(within);
    assertThat(read().sum("sluice_leases_expired_total")).isZero();
  }

  /** Everybody's slots come back once the tasks have ended. */
  default void assertThatAllSlotsComeBack(Duration within) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(within)
        .untilAsserted(
            () ->
                assertThat(metrics().stream().mapToDouble(Stormy::slotsInUse).toArray())
                    .as("slots in use, as each gateway sees it")
                    .containsOnly(0));
    assertThat(sandbox().count("unfinished")).isZero();
  }
}
