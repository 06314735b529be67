package dev.sluice.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Deposit;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.settings.Live;
import dev.sluice.team.Team;
import dev.sluice.testing.Configured;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class QuotaStageTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Answer DONE = new Relayed(200, Map.of(), new byte[0]);

  private final TestTime time = new TestTime();
  private final Draining draining = new Draining();
  private final List<String> served = new ArrayList<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private QuotaStage stage;
  private QuotaLines lines;

  @Test
  void aSubmitWithinTheCeilingPassesAndPaysOnceItIsGranted() {
    given("requests-per-minute", "10");
    submit("a", Duration.ZERO);
    assertThat(answers).containsEntry("a", DONE);
    submit("b", Duration.ZERO);
    assertThat(refusal("b").violatedPolicies()).containsExactly("team-requests");
    assertThat(refusal("b").retryAfter()).contains(Duration.ofNanos(6_666_666_667L));
    assertThat(refusal("b").detail()).contains("10 submits in 60 s").contains("Retry-After");
  }

  @Test
  void aStatusIsNeverRefused() {
    given("requests-per-minute", "1");
    submit("a", Duration.ZERO);
    var poll = new Passage(head(Operation.STATUS, "poll"));
    assertThat(Now.of(stage.enter(poll, this::pay))).isEqualTo(DONE);
    assertThat(poll.find(Deposit.class)).isEmpty();
  }

  @Test
  void whoHasPatienceWaitsForItsTurnAndIsServedInTheOrderOfArrival() {
    given("requests-per-minute", "60");
    for (int i = 0; i < 14; i++) {
      submit("s" + i, TEN_SECONDS);
      time.advance(Duration.ofMillis(1));
    }
    assertThat(served).hasSize(6);
    assertThat(stage.waiting()).isEqualTo(8);
    time.advance(TEN_SECONDS);
    assertThat(served).containsExactlyElementsOf(names(14));
    assertThat(stage.waiting()).isZero();
  }

  @Test
  void whoWouldWaitLongerThanItMayIsToldAtOnceWhenItWouldPassBehindTheOthers() {
    given("requests-per-minute", "60");
    for (int i = 0; i < 8; i++) {
      submit("s" + i, TEN_SECONDS);
    }
    submit("late", Duration.ofSeconds(3));
    assertThat(refusal("late").retryAfter().orElseThrow().toMillis())
        .isCloseTo(3 * 60_000 / 54, Offset.offset(2L));
    assertThat(stage.waiting()).isEqualTo(2);
  }

  @Test
  void waitingShortensThePatienceAndCountsAsWaiting() {
    given("requests-per-minute", "60");
    for (int i = 0; i < 6; i++) {
      submit("s" + i, Duration.ZERO);
    }
    Passage passage = submit("w", TEN_SECONDS);
    time.advance(Duration.ofSeconds(2));
    assertThat(answers).containsEntry("w", DONE);
    assertThat(passage.noted(Patience.class).limit().toMillis())
        .isCloseTo(10_000 - 1_112, Offset.offset(2L));
    assertThat(passage.noted(Durations.class).waitNanos() / 1_000_000)
        .isCloseTo(1_112, Offset.offset(2L));
  }

  @Test
  void aClientThatLeavesIsRemovedAtOnceAndTakesNothing() {
    given("requests-per-minute", "60");
    for (int i = 0; i < 6; i++) {
      submit("s" + i, Duration.ZERO);
    }
    Passage leaving = submit("leaves", TEN_SECONDS);
    submit("stays", TEN_SECONDS);
    leaving.depart();
    assertThat(stage.waiting()).isEqualTo(1);
    time.advance(Duration.ofMillis(1_113));
    assertThat(served).endsWith("stays").doesNotContain("leaves");
    assertThat(answers.get("leaves")).isInstanceOf(Refused.class);
  }

  @Test
  void aSubscriptionThatIsCancelledGivesUpItsPlaceAndItsPromise() {
    given("requests-per-minute", "60");
    for (int i = 0; i < 6; i++) {
      submit("s" + i, Duration.ZERO);
    }
    List<Passage> held = new ArrayList<>();
    Passage first = passage("first", TEN_SECONDS);
    Cancellable gone =
        stage
            .enter(first, passage -> held.add(passage) ? Uni.createFrom().nothing() : null)
            .subscribe()
            .with(answer -> {});
    submit("second", TEN_SECONDS);
    time.advance(Duration.ofMillis(1_113));
    assertThat(held).containsExactly(first);
    assertThat(served).as("the token is promised").doesNotContain("second");
    gone.cancel();
    time.advance(Duration.ofMillis(2));
    assertThat(served).endsWith("second");
  }

  @Test
  void tooManyWaitersAreRefusedForTheTeamAndInAll() {
    given("requests-per-minute", "60", "sluice.waiting.per-team", "3", "sluice.waiting.total", "4");
    for (int i = 0; i < 10; i++) {
      submit("s" + i, TEN_SECONDS);
    }
    assertThat(stage.waiting()).isEqualTo(3);
    assertThat(refusal("s9").violatedPolicies()).containsExactly(QuotaLine.FULL);
    assertThat(refusal("s9").retryAfter()).isPresent();
    for (int i = 0; i < 10; i++) {
      submit("blue", "b" + i, TEN_SECONDS);
    }
    assertThat(stage.waiting()).isEqualTo(4);
    time.advance(TEN_SECONDS);
    assertThat(stage.waiting()).isZero();
    assertThat(served).contains("s6", "s7", "s8", "b6").doesNotContain("s9", "b7");
  }

  @Test
  void whoseDepositIsRefusedAfterTheGrantWaitsAgainInItsOldPlace() {
    given("requests-per-minute", "10");
    List<Runnable> grants = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      Onward granted =
          passage ->
              Uni.createFrom()
                  .<Boolean>emitter(out -> grants.add(() -> out.complete(true)))
                  .chain(go -> pay(passage));
      subscribe(name, stage.enter(passage(name, TEN_SECONDS), granted));
    }
    submit("late", Duration.ofSeconds(14));
    assertThat(served).as("passed while the others waited for a grant").containsExactly("late");
    List.copyOf(grants).forEach(Runnable::run);
    assertThat(answers).containsOnlyKeys("late", "b");
    assertThat(refusal("b").violatedPolicies()).containsExactly("team-requests");
    assertThat(stage.waiting()).isEqualTo(1);
    time.advance(Duration.ofMillis(6_668));
    grants.get(2).run();
    assertThat(served).containsExactly("late", "a");
  }

  @Test
  void aRefundLetsTheNextOneGoAtOnce() {
    given("tasks-per-day", "1");
    time.advance(Duration.ofHours(24).minusSeconds(5));
    Passage passage = submit("a", Duration.ZERO);
    submit("b", TEN_SECONDS);
    assertThat(served).containsExactly("a");
    passage.noted(Deposit.class).refund();
    passage.noted(Deposit.class).refund();
    assertThat(served).containsExactly("a", "b");
    submit("c", Duration.ZERO);
    assertThat(refusal("c").violatedPolicies()).containsExactly("team-tasks-day");
  }

  @Test
  void whenTheGatewayIsAboutToStopWaitersGoOnToBeRefusedThere() {
    given("requests-per-minute", "1");
    submit("a", Duration.ZERO);
    submit("w", Duration.ofMinutes(2));
    draining.begin();
    submit("new", Duration.ofMinutes(2));
    assertThat(stage.waiting()).isZero();
    assertThat(answers).containsKeys("w", "new");
  }

  @Test
  void inRandomTrafficNobodyIsOvertakenAndNoMinuteHoldsMoreThanTheQuota() {
    for (long seed = 1; seed <= 10; seed++) {
      served.clear();
      answers.clear();
      given("requests-per-minute", "120");
      var random = new Random(seed);
      List<Passage> passages = new ArrayList<>();
      List<Long> starts = new ArrayList<>();
      for (int i = 0; i < 1500; i++) {
        time.advance(Duration.ofMillis(random.nextInt(500)));
        int before = served.size();
        passages.add(submit("s%05d".formatted(i), Duration.ofSeconds(5 + random.nextInt(10))));
        if (random.nextInt(10) == 0) {
          passages.get(random.nextInt(passages.size())).depart();
        }
        for (int n = before; n < served.size(); n++) {
          starts.add(time.nanos());
        }
      }
      time.advance(Duration.ofSeconds(20));
      assertThat(stage.waiting()).isZero();
      assertThat(answers).as("seed %d", seed).hasSize(1500);
      assertThat(served).as("seed %d", seed).isSorted().hasSizeGreaterThan(400);
    }
  }

  @Test
  void whoWaitsAndForHowLongIsToldByTeam() {
    given("requests-per-minute", "1");
    submit("first", Duration.ofMinutes(2));
    submit("second", Duration.ofMinutes(5));
    time.advance(Duration.ofSeconds(3));
    submit("third", Duration.ofMinutes(5));

    assertThat(lines.waitingTeams()).containsExactly("red");
    assertThat(lines.waiting("red")).isEqualTo(2);
    assertThat(lines.longest("red")).isEqualTo(Duration.ofSeconds(3));
    assertThat(lines.waiting("blue")).isZero();
    assertThat(lines.longest("blue")).isZero();

    time.advance(Duration.ofMinutes(3));
    assertThat(lines.waitingTeams()).isEmpty();
  }

  private void given(String... settings) {
    Map<String, String> properties =
        new HashMap<>(Map.of("sluice.teams.red.keys", "k", "sluice.teams.blue.keys", "l"));
    for (int i = 0; i < settings.length; i += 2) {
      boolean whole = settings[i].startsWith("sluice.");
      for (String team : List.of("red", "blue")) {
        properties.put(
            whole ? settings[i] : "sluice.teams." + team + "." + settings[i], settings[i + 1]);
      }
    }
    var configured = Configured.by(properties, QuotaConfig.class);
    var quotas = new QuotaSettings(configured.mapped(QuotaConfig.class), configured.layout());
    var live = Live.still(quotas);
    var buckets = new LocalQuotaBuckets(live, time, time.clock());
    lines = new QuotaLines(buckets, live, time, time, draining);
    stage = new QuotaStage(buckets, lines, time, draining);
  }

  private Passage submit(String name, Duration patience) {
    return submit("red", name, patience);
  }

  private Passage submit(String team, String name, Duration patience) {
    Passage passage =
        passage(name, patience).note(Team.class, new Team(team, List.of(), List.of(), true, false));
    subscribe(name, stage.enter(passage, this::pay));
    return passage;
  }

  private void subscribe(String name, Uni<Answer> answer) {
    answer.subscribe().with(given -> answers.put(name, given));
  }

  private static Passage passage(String name, Duration patience) {
    return new Passage(head(Operation.SUBMIT, name))
        .note(Team.class, new Team("red", List.of(), List.of(), true, false))
        .note(Patience.class, new Patience(patience))
        .note(Durations.class, new Durations());
  }

  private static RequestHead head(Operation operation, String name) {
    return new RequestHead(operation, name, "apixo", "flux2", "", header -> Optional.empty());
  }

  /** What the budget does after its grant. */
  private Uni<Answer> pay(Passage passage) {
    Optional<Deposit> deposit = passage.find(Deposit.class);
    if (deposit.isEmpty()) {
      return Uni.createFrom().item(DONE);
    }
    return deposit
        .get()
        .pay()
        .map(
            refusal -> {
              if (refusal.isPresent()) {
                return refusal.get().answer();
              }
              served.add(passage.head().requestId());
              return DONE;
            });
  }

  private Refusal refusal(String name) {
    return ((Refused) answers.get(name)).refusal();
  }

  private static List<String> names(int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(i -> "s" + i).toList();
  }
}
