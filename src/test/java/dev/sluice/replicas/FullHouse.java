package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fleet;
import dev.sluice.testing.LoadClient.Reply;
import dev.sluice.testing.Pollers;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.SandboxRecord;
import dev.sluice.testing.Storm;
import dev.sluice.testing.Storm.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;

/**
 * A fleet with all slots in use, and five times as many clients that wait for one; each task has a
 * client that polls it. Who is refused comes back when he was told to.
 *
 * <p>Team one is guaranteed a third of the slots and a fifth of the rate; two and three share the
 * rest 2 : 3. Team probe is guaranteed two slots, so that its submits are first.
 */
final class FullHouse implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(FullHouse.class);

  static final List<String> TEAMS = List.of("one", "two", "three");

  /** Tasks and times are scaled down by the same factor, and so are the looks at them. */
  static final String QUICK = "tasks: {first-check: 300ms, min-spacing: 50ms}";

  private static final double GUARANTEED_RATE = 0.2;
  private static final int WAIT = 8;

  private final Fleet fleet;
  private final Limits limits;
  private final Pollers pollers;
  private final Storm storm;
  private final List<Tally> crowds;

  private FullHouse(Fleet fleet, Limits limits, boolean obedient) {
    this.fleet = fleet;
    this.limits = limits;
    this.pollers = new Pollers(fleet.client(), Duration.ofMillis(700));
    this.storm = fleet.storm(pollers::follow);
    int clients = Math.max(1, limits.slots() * 5 / TEAMS.size());
    this.crowds = TEAMS.stream().map(team -> storm.patient("key-" + team, clients, WAIT)).toList();
  }

  /**
   * The fleet that this storms; none of it runs yet. A slot is never left unused and all are open
   * at the start, so that one too many is seen at once.
   *
   * @param members further YAML below {@code sluice}, a line for each
   * @param budget further members of {@code sluice.budget}, such as {@code hold: 6s}
   */
  static Fleet fleet(SandboxProcess sandbox, String budget, String... members) {
    Limits limits = sandbox.limits();
    List<String> all = new ArrayList<>(List.of(members));
    all.add(
        "budget: {cold-start: 0s, margin-slots: 0%%%s}"
            .formatted(budget.isEmpty() ? "" : ", " + budget));
    return Fleet.before(
        sandbox,
        List.of(
            "one: {keys: [key-one], weight: 1, max-wait: 60s, guaranteed-tasks: %d, guaranteed-requests-per-minute: %d}"
                .formatted(
                    limits.slots() / 3, Math.round(60 * GUARANTEED_RATE * limits.perSecond())),
            "two: {keys: [key-two], weight: 2, max-wait: 60s}",
            "three: {keys: [key-three], weight: 3, max-wait: 60s}",
            "probe: {keys: [key-probe], guaranteed-tasks: 2, lendable: 100%, max-wait: 60s}"),
        all);
  }

  /** What each team may submit a second of what was accepted, by law L6, as weights. */
  static List<Double> rateShares(Limits limits, double acceptedPerSecond) {
    double guaranteed = GUARANTEED_RATE * limits.perSecond();
    double part = (acceptedPerSecond - guaranteed) / 6;
    return List.of(guaranteed + part, 2 * part, 3 * part);
  }

  /** How the slots divide by law S9: a third is guaranteed, the rest goes by weight. */
  static List<Double> slotShares(Limits limits) {
    double third = Math.floor(limits.slots() / 3.0);
    return List.of(third, (limits.slots() - third) * 2 / 5, (limits.slots() - third) * 3 / 5);
  }

  /** Fills a fleet that runs, and waits until all slots are in use. */
  static FullHouse of(Fleet fleet, Limits limits) {
    return filled(fleet, limits, true);
  }

  /** The same with clients that come again at once, so that every team's queue is always full. */
  static FullHouse pressed(Fleet fleet, Limits limits) {
    return filled(fleet, limits, false);
  }

  private static FullHouse filled(Fleet fleet, Limits limits, boolean obedient) {
    FullHouse house = new FullHouse(fleet, limits, obedient);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(250))
        .atMost(Duration.ofSeconds(40))
        .failFast("the sandbox refused", () -> fleet.sandbox().count("refused") > 0)
        .until(() -> fleet.metrics(0).sum("sluice_slots_in_use") >= limits.slots());
    return house;
  }

  /** Nothing new comes from here on, whatever the test has come to. */
  @Override
  public void close() {
    storm.end();
  }

  Pollers pollers() {
    return pollers;
  }

  Storm storm() {
    return storm;
  }

  /** Submits that were accepted. */
  long accepted() {
    return sum(200);
  }

  /** Submits that were answered so. */
  long sum(int status) {
    return crowds.stream().mapToLong(crowd -> crowd.answered(status)).sum();
  }

  /** A submit of now, its answer, and how long it took. */
  record Probe(Reply reply, Duration took) {}

  /** Submits a task and waits for what becomes of it. */
  Probe probe(int wait) {
    return probing(wait).join();
  }

  /** Submits a task; what becomes of it comes later. */
  CompletableFuture<Probe> probing(int wait) {
    long from = System.nanoTime();
    CompletableFuture<Probe> probe = new CompletableFuture<>();
    fleet
        .client()
        .submit("key-probe", "a probe", wait)
        .onSuccess(
            reply -> {
              if (reply.status() == 200) {
                pollers.follow("key-probe", reply);
              }
              probe.complete(new Probe(reply, Duration.ofNanos(System.nanoTime() - from)));
            });
    return probe.orTimeout(2, TimeUnit.MINUTES);
  }

  /** Submits are accepted again that were sent after now; says how long that took. */
  Duration untilServed(Duration atMost) {
    long from = System.nanoTime();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(atMost)
        .until(() -> probe(2).reply().status() == 200);
    return Duration.ofNanos(System.nanoTime() - from);
  }

  /** The sandbox never saw more than is allowed, and every poll was answered. */
  void assertThatTheLawHeld(String what) {
    assertThatTheLimitsHeld(what);
    pollers.assertThatEveryPollWasAnswered();
  }

  /** The sandbox never saw more than is allowed. */
  void assertThatTheLimitsHeld(String what) {
    SandboxRecord sandbox = fleet.sandbox();
    LOG.infof(
        "FIGURES %s: most unfinished %d of %d, fullest window %d of %d, refused %d; %s; %s",
        what,
        sandbox.count("mostUnfinished"),
        limits.slots(),
        sandbox.count("largestWindow"),
        sandbox.count("windowLimit"),
        sandbox.count("refused"),
        pollers,
        crowds);
    fleet.assertThatTheSandboxRefusedNothing();
    assertThat(sandbox.count("mostUnfinished")).isLessThanOrEqualTo(limits.slots());
    assertThat(crowds).allSatisfy(crowd -> assertThat(crowd.untold()).isZero());
  }

  /** Ends the storm: of every accepted task the end is heard, and all slots come back. */
  void clearOut(Duration within) {
    storm.end();
    long from = System.nanoTime();
    pollers.assertThatNoTaskIsLost(within);
    fleet.assertThatAllSlotsComeBack(within);
    LOG.infof(
        "FIGURES all slots came back after %.1f s, expired %.0f",
        (System.nanoTime() - from) / 1e9, fleet.read().sum("sluice_leases_expired_total"));
  }
}
