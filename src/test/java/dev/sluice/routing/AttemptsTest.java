package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptsTest {

  private static final Answer DONE = new Relayed(200, Map.of(), new byte[0]);
  private static final Duration ALL = Duration.ofSeconds(10);

  private final List<String> tried = new ArrayList<>();
  private final List<Started> heard = new ArrayList<>();
  private final Map<String, Deque<Step>> script = new HashMap<>();
  private final Passage passage =
      new Passage(
          new RequestHead(Operation.SUBMIT, "r", "apixo", "flux2", "", name -> Optional.empty()));

  /** What an upstream does with a try; {@code waits} is what it uses of the patience. */
  private record Step(Started started, Answer answer, Duration waits) {}

  @Test
  void theFirstThatTakesItIsTheLastThatIsTried() {
    assertThat(run("a", "b")).isSameAs(DONE);

    assertThat(tried).containsExactly("a look");
  }

  /** Every cause for which a submit goes on to the next. */
  enum Cause {
    OUT_OF_REQUESTS(limit("budget-requests", 5), Started.NEVER_SENT),
    OUT_OF_SLOTS(limit("budget-tasks", 5), Started.NEVER_SENT),
    OUT_OF_THE_TEAMS_SLOTS_HERE(limit("team-tasks", 5), Started.NEVER_SENT),
    TOO_MANY_WAIT(limit("waiting", 5), Started.NEVER_SENT),
    BARRED_HERE_BY_UNKNOWN_OUTCOMES(barred(5), Started.NEVER_SENT),
    PAUSED_BY_ITS_429(limit("upstream", 5), Started.NO),
    UNREACHABLE(Refusal.of(Reason.UNREACHABLE, "no").answer(), Started.NEVER_SENT),
    CIRCUIT_OPEN(unavailable("circuit", 5), Started.NEVER_SENT),
    SAYS_429(relayed(429), Started.NO),
    SAYS_455(relayed(455), Started.NO),
    SAYS_503(relayed(503), Started.NO);

    private final Answer answer;
    private final Started started;

    Cause(Answer answer, Started started) {
      this.answer = answer;
      this.started = started;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCertainlyStartedNothingForWantOfCapacityGoesOnToTheNext(Cause cause) {
    on("a", cause.answer, cause.started);

    assertThat(run("a", "b")).isSameAs(DONE);
    assertThat(tried).containsExactly("a look", "b look");
    assertThat(choice()).isEqualTo("b");
  }

  @ParameterizedTest
  @EnumSource
  void nothingGoesOnWhereATaskMayHaveStarted(Cause cause) {
    for (Started started : List.of(Started.YES, Started.UNKNOWN)) {
      tried.clear();
      on("a", cause.answer, started);

      assertThat(run("a", "b")).isSameAs(cause.answer);
      assertThat(tried).containsExactly("a look");
    }
  }

  @Test
  void anAnswerInsideOf200CountsByItsCode() {
    Answer inside = new Relayed(200, Map.of(), new byte[] {'5', '0', '3'});
    on("a", inside, Started.NO);

    assertThat(run("a", "b")).isSameAs(DONE);
    assertThat(tried).containsExactly("a look", "b look");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 403, 404, 422, 501, 505})
  void anAnswerAboutTheRequestIsTheAnswer(int status) {
    Answer refused = relayed(status);
    on("a", refused, Started.NO);

    assertThat(run("a", "b")).isSameAs(refused);
    assertThat(tried).containsExactly("a look");
  }

  @Test
  void whereNobodyCanServeItIsWaitedForWhereItIsFreeSoonest() {
    on("a", limit("budget-tasks", 5), Started.NEVER_SENT);
    on("b", limit("budget-tasks", 2), Started.NEVER_SENT);

    assertThat(run("a", "b")).isSameAs(DONE);
    assertThat(tried).containsExactly("a look", "b look", "b PT10S");
  }

  @Test
  void ofThoseThatAreFreeAsSoonThePreferredOneIsWaitedFor() {
    on("a", limit("budget-tasks", 2), Started.NEVER_SENT);
    on("b", limit("budget-tasks", 2), Started.NEVER_SENT);

    run("a", "b");

    assertThat(tried).containsExactly("a look", "b look", "a PT10S");
  }

  @Test
  void whereTheQueueSendsItAwayItWaitsAtTheNextWithWhatIsLeft() {
    on("a", unavailable("circuit", 1), Started.NEVER_SENT);
    on("a", unavailable("circuit", 1), Started.NEVER_SENT);
    on("b", limit("budget-tasks", 2), Started.NEVER_SENT);
    on("b", limit("upstream", 20), Started.NEVER_SENT, Duration.ofSeconds(3));
    on("c", limit("budget-tasks", 4), Started.NEVER_SENT);

    assertThat(run("a", "b", "c")).isSameAs(DONE);
    assertThat(tried).containsExactly("a look", "b look", "c look", "a PT10S", "b PT10S", "c PT7S");
  }

  @Test
  void afterAllPatienceTheOthersAreLookedAtOnceMore() {
    on("a", limit("budget-tasks", 2), Started.NEVER_SENT);
    on("a", limit("budget-tasks", 2), Started.NEVER_SENT, ALL);
    on("b", limit("budget-tasks", 3), Started.NEVER_SENT);

    assertThat(run("a", "b")).isSameAs(DONE);
    assertThat(tried).containsExactly("a look", "b look", "a PT10S", "b look");
    assertThat(choice()).isEqualTo("b");
  }

  @Test
  void whenAllIsInVainTheAnswerIsThatOfTheWaitWhereItIsTheSoonest() {
    Answer end = limit("budget-tasks", 1);
    on("a", limit("budget-tasks", 2), Started.NEVER_SENT);
    on("a", end, Started.NEVER_SENT, ALL);
    on("b", limit("budget-tasks", 3), Started.NEVER_SENT);
    on("b", limit("budget-tasks", 3), Started.NEVER_SENT);

    assertThat(run("a", "b")).isSameAs(end);
    assertThat(tried).containsExactly("a look", "b look", "a PT10S", "b look");
    assertThat(choice()).isEqualTo("a");
  }

  @Test
  void whereAnotherOneIsSoonerThatOneIsAskedForAPromise() {
    Answer promise = limit("budget-tasks", 3);
    on("a", limit("budget-tasks", 2), Started.NEVER_SENT);
    on("a", limit("budget-tasks", 9), Started.NEVER_SENT, ALL);
    on("b", limit("budget-tasks", 4), Started.NEVER_SENT);
    on("b", limit("budget-tasks", 4), Started.NEVER_SENT);
    on("b", promise, Started.NEVER_SENT);

    assertThat(run("a", "b")).isSameAs(promise);
    assertThat(tried).containsExactly("a look", "b look", "a PT10S", "b look", "b PT0S");
  }

  @Test
  void theBarOfUnknownOutcomesIsWaitedForLikeAnyOtherShortage() {
    on("a", barred(3), Started.NEVER_SENT);
    on("b", limit("budget-tasks", 5), Started.NEVER_SENT);

    assertThat(run("a", "b")).isSameAs(DONE);
    assertThat(tried).containsExactly("a look", "b look", "a PT10S");
  }

  @Test
  void allCircuitsOpenIsTheSoonestOfThem() {
    for (int i = 0; i < 3; i++) {
      on("a", unavailable("circuit", 7), Started.NEVER_SENT);
      on("b", unavailable("circuit", 4), Started.NEVER_SENT);
    }

    Refusal refusal = ((Refused) run("a", "b")).refusal();
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(4));
    assertThat(refusal.violatedPolicies()).containsExactly("circuit");
  }

  @Test
  void whereNobodyIsShortTheLastWordIsTheAnswer() {
    Answer last = relayed(503);
    on("a", Refusal.of(Reason.UNREACHABLE, "no").answer(), Started.NEVER_SENT);
    on("b", last, Started.NO);

    assertThat(run("a", "b")).isSameAs(last);
    assertThat(tried).containsExactly("a look", "b look");
  }

  @Test
  void afterAWaitForTheTeamsOwnCeilingTheOthersMayServeToo() {
    on("a", limit("team-requests", 2), Started.NEVER_SENT);
    on("a", limit("budget-tasks", 9), Started.NEVER_SENT, Duration.ofSeconds(2));

    assertThat(run("a", "b")).isSameAs(DONE);
    assertThat(tried).containsExactly("a look", "a PT10S", "b PT8S");
  }

  @Test
  void whoHasLeftIsTriedNowhereElse() {
    on("a", limit("budget-tasks", 2), Started.NEVER_SENT);
    passage.depart();

    run("a", "b");

    assertThat(tried).containsExactly("a look");
  }

  /** Seeded: whatever the upstreams answer, a submit that may have started is the last try. */
  @Test
  void nothingIsEverTriedAfterATryThatMayHaveStartedATask() {
    long seed = new Random().nextInt(1_000_000);
    Random random = new Random(seed);
    for (int round = 0; round < 5000; round++) {
      script.clear();
      tried.clear();
      for (String name : List.of("a", "b", "c")) {
        for (int i = 0; i < 4; i++) {
          Cause cause = Cause.values()[random.nextInt(Cause.values().length)];
          Started started = Started.values()[random.nextInt(Started.values().length)];
          on(name, cause.answer, started, Duration.ofSeconds(random.nextInt(12)));
        }
      }
      run("a", "b", "c");
      List<Started> seen = outcomes();
      assertThat(seen.subList(0, seen.size() - 1))
          .as("seed %d: %s", seed, tried)
          .doesNotContain(Started.YES, Started.UNKNOWN);
      assertThat(seen).as("seed %d: %s", seed, tried).hasSizeLessThanOrEqualTo(3 * 3 + 1);
    }
  }

  private List<Started> outcomes() {
    List<Started> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  private Answer run(String... names) {
    passage.restore(Map.of(Patience.class, new Patience(ALL)));
    SubmitBody body = (SubmitBody) SubmitBody.read("{}".getBytes(StandardCharsets.UTF_8));
    List<Candidate> candidates =
        java.util.Arrays.stream(names).map(name -> new Candidate(name, "flux2", body)).toList();
    return Now.of(new Attempts(passage, this::rest, Provider.AUTO, candidates).run());
  }

  private Uni<Answer> rest(Passage visited) {
    assertThat(visited.find(Started.class)).isEmpty();
    String name = choice();
    Patience patience = visited.noted(Patience.class);
    tried.add(name + " " + (patience.elsewhere() ? "look" : patience.limit()));
    Deque<Step> steps = script.getOrDefault(name, new ArrayDeque<>());
    Step step = steps.isEmpty() ? new Step(Started.YES, DONE, Duration.ZERO) : steps.poll();
    heard.add(step.started());
    visited.note(Started.class, step.started());
    visited.note(Patience.class, patience.left(patience.limit().minus(step.waits())));
    if (step.answer() instanceof Relayed relayed) {
      visited.note(AnsweredCode.class, new AnsweredCode(code(relayed)));
    }
    return Uni.createFrom().item(step.answer());
  }

  private static int code(Relayed relayed) {
    return relayed.body().length == 0
        ? relayed.status()
        : Integer.parseInt(new String(relayed.body(), StandardCharsets.UTF_8));
  }

  private String choice() {
    return passage.noted(UpstreamChoice.class).upstream();
  }

  private void on(String name, Answer answer, Started started) {
    on(name, answer, started, Duration.ZERO);
  }

  private void on(String name, Answer answer, Started started, Duration wait) {
    script.computeIfAbsent(name, unused -> new ArrayDeque<>()).add(new Step(started, answer, wait));
  }

  private static Answer limit(String policy, int seconds) {
    return Refusal.byLimit(policy, "full", Duration.ofSeconds(seconds)).answer();
  }

  private static Answer barred(int seconds) {
    return new Refusal(
            Reason.TOO_MANY_UNKNOWN,
            "not now",
            Optional.of(Duration.ofSeconds(seconds)),
            List.of("team-unknown"),
            Map.of())
        .answer();
  }

  private static Answer unavailable(String policy, int seconds) {
    return new Refusal(
            Reason.UNAVAILABLE,
            "not now",
            Optional.of(Duration.ofSeconds(seconds)),
            List.of(policy),
            Map.of())
        .answer();
  }

  private static Answer relayed(int status) {
    return new Relayed(status, Map.of(), new byte[0]);
  }
}
