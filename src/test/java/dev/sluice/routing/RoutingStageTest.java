package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.Deposit;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import dev.sluice.settings.Live;
import dev.sluice.team.Team;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingStageTest {

  private static final Answer DONE = new Relayed(200, Map.of(), new byte[0]);
  private static final Map<String, String> AB =
      Map.of("sluice.upstreams.a.url", "u", "sluice.upstreams.b.url", "u");
  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<String> tried = new ArrayList<>();
  private final Deque<Step> script = new ArrayDeque<>();

  private record Step(Started started, Answer answer) {}

  @Test
  void anUnknownProviderIs400AndNamesTheMemberAndTheWords() {
    Refusal refusal = refused(Map.of(), "{\"provider\":\"cheap\"}");
    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(refusal.detail()).contains("provider", "auto, value, official");
    assertThat(tried).isEmpty();
  }

  @Test
  void aProviderThatTheTeamMayNotNameIs403AndSaysWhichItMay() {
    Refusal refusal =
        refused(Map.of("sluice.teams.red.providers", "value,auto"), "{\"provider\":\"official\"}");
    assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal.detail()).contains("provider", "auto, value");
  }

  @Test
  void anAbsentProviderIsAutoAndTheBodyStaysAsItIs() {
    String body = "{ \"input\":{} }";
    Passage passage = passed(Map.of(), body);
    assertThat(choice(passage)).isEqualTo(new UpstreamChoice("a", Provider.AUTO, "flux2"));
    assertThat(text(passage)).isEqualTo(body);
  }

  @Test
  void anAbsentProviderBecomesTheTeamsDefaultAsTheFirstMember() {
    Passage passage =
        passed(
            Map.of("sluice.teams.red.default-provider", "value", "sluice.routes.value", "b"),
            "{\"input\":{}}");
    assertThat(choice(passage)).isEqualTo(new UpstreamChoice("b", Provider.VALUE, "flux2"));
    assertThat(text(passage)).isEqualTo("{\"provider\":\"value\",\"input\":{}}");
  }

  @Test
  void aNullProviderIsReplacedInItsPlaceByTheDefaultAndElsePassesOn() {
    String body = "{\"input\":{}, \"provider\" : null }";
    assertThat(text(passed(Map.of("sluice.teams.red.default-provider", "value"), body)))
        .isEqualTo("{\"input\":{}, \"provider\" : \"value\" }");
    assertThat(text(passed(Map.of(), body))).isEqualTo(body);
  }

  @Test
  void aNamedProviderIsNotReplacedByTheDefault() {
    String body = "{\"provider\":\"official\",\"input\":{}}";
    Passage passage = passed(Map.of("sluice.teams.red.default-provider", "value"), body);
    assertThat(choice(passage).provider()).isEqualTo(Provider.OFFICIAL);
    assertThat(text(passage)).isEqualTo(body);
  }

  @Test
  void anAbsentProviderIs403WhereAutoIsNotAllowedAndNoDefaultStandsIn() {
    Refusal refusal = refused(Map.of("sluice.teams.red.providers", "value"), "{\"input\":{}}");
    assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal.detail()).contains("provider", "name one of value");
  }

  @Test
  void aModelThatTheTeamMayNotUseIs403ForASubmitOnly() {
    Passage passage =
        passage("{\"input\":{}}", LONG)
            .note(Team.class, new Team("red", List.of("nano*"), List.of(), true, false));
    Answer answer = Now.of(stage(Map.of()).enter(passage, this::rest));
    assertThat(((Refused) answer).refusal().reason()).isEqualTo(Reason.FORBIDDEN);
    var head =
        new RequestHead(Operation.STATUS, "r", "apixo", "flux2", "t", name -> Optional.empty());
    assertThat(
            stage(Map.of())
                .enter(new Passage(head), rest -> Uni.createFrom().item(DONE))
                .await()
                .indefinitely())
        .isEqualTo(DONE);
  }

  @Test
  void theNextUpstreamIsTriedWithoutWaitingWhereTheFirstIsShortOfBudget() {
    script(limit("budget-requests", 5), Started.NEVER_SENT);
    Passage passage = passed(Map.of(), "{\"input\":{}}");
    assertThat(tried).containsExactly("a PT0S", "b PT0S");
    assertThat(choice(passage).upstream()).isEqualTo("b");
  }

  @Test
  void theNextUpstreamIsTriedWhereTheFirstIsOutOfReachOrAnsweredThatItHasNoRoom() {
    for (Answer answer :
        List.of(
            Refusal.of(Reason.UNREACHABLE, "no").answer(),
            Refusal.of(Reason.UNAVAILABLE, "no").answer(),
            limit("team-tasks", 1),
            relayed(429),
            relayed(503))) {
      tried.clear();
      script(answer, answer instanceof Relayed ? Started.NO : Started.NEVER_SENT);
      passed(Map.of(), "{\"input\":{}}");
      assertThat(tried).as("%s", answer).containsExactly("a PT0S", "b PT0S");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"YES", "UNKNOWN"})
  void nothingIsTriedAgainWhereATaskMayHaveStarted(Started started) {
    script(relayed(503), started);
    enter(Map.of(), "{\"input\":{}}", LONG);
    script(Refusal.of(Reason.UNREACHABLE, "no").answer(), started);
    enter(Map.of(), "{\"input\":{}}", LONG);
    assertThat(tried).containsExactly("a PT0S", "a PT0S");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 404, 422})
  void anAnswerAboutTheRequestItselfIsNotTriedElsewhere(int status) {
    script(relayed(status), Started.NO);
    enter(Map.of(), "{\"input\":{}}", LONG);
    assertThat(tried).hasSize(1);
  }

  @Test
  void whereAllAreShortTheFirstShortOfBudgetIsTriedOnceMoreWithTheWholePatience() {
    script(Refusal.of(Reason.UNREACHABLE, "no").answer(), Started.NEVER_SENT);
    script(limit("budget-tasks", 3), Started.NEVER_SENT);
    Passage passage = passed(Map.of(), "{\"input\":{}}");
    assertThat(tried).containsExactly("a PT0S", "b PT0S", "b PT10S");
    assertThat(choice(passage).upstream()).isEqualTo("b");
  }

  @Test
  void withoutPatienceTheSoonestOfTheRefusalsIsTheAnswerAskedAgainSoThatItIsPromised() {
    script(limit("budget-requests", 9), Started.NEVER_SENT);
    script(limit("budget-tasks", 3), Started.NEVER_SENT);
    script(limit("budget-tasks", 3), Started.NEVER_SENT);
    Answer answer = enter(Map.of(), "{\"input\":{}}", Duration.ZERO);
    assertThat(((Refused) answer).refusal().retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(tried).containsExactly("a PT0S", "b PT0S", "b PT0S");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"team-requests", "team-requests-day", "team-requests-10s", "team-tasks-day"})
  void aCeilingOfTheTeamsOwnIsWaitedForAndNotEvadedElsewhere(String policy) {
    script(limit(policy, 3), Started.NEVER_SENT);
    passed(Map.of(), "{\"input\":{}}");
    assertThat(tried).containsExactly("a PT0S", "a PT10S");
  }

  /** The bar is the budget's, not the team's: another budget has room for the same team (S7). */
  @Test
  void aTeamThatUnknownOutcomesBarAtOneUpstreamIsServedByTheNext() {
    script(
        new Refusal(
                Reason.TOO_MANY_UNKNOWN,
                "x",
                Optional.of(Duration.ofSeconds(9)),
                List.of("team-unknown"),
                Map.of())
            .answer(),
        Started.NEVER_SENT);
    passed(Map.of(), "{\"input\":{}}");
    assertThat(tried).containsExactly("a PT0S", "b PT0S");
  }

  @Test
  void aSingleUpstreamIsWaitedForAtOnce() {
    script(limit("budget-requests", 3), Started.NEVER_SENT);
    enter(Map.of("sluice.routes.auto", "b"), "{\"input\":{}}", LONG);
    assertThat(tried).containsExactly("b PT10S");
  }

  /** The rest of the path. No attempt sees anything that an earlier one left. */
  private Uni<Answer> rest(Passage passage) {
    assertThat(passage.find(Started.class)).isEmpty();
    assertThat(passage.find(Deposit.class)).isEmpty();
    tried.add(choice(passage).upstream() + " " + passage.noted(Patience.class).limit());
    Step step = script.isEmpty() ? new Step(Started.YES, DONE) : script.poll();
    passage.note(Started.class, step.started()).note(Deposit.class, new NoDeposit());
    if (step.answer() instanceof Relayed relayed) {
      passage.note(AnsweredCode.class, new AnsweredCode(relayed.status()));
    }
    return Uni.createFrom().item(step.answer());
  }

  private static final class NoDeposit implements Deposit {
    @Override
    public Uni<Optional<Refusal>> pay() {
      return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public void refund() {}
  }

  private void script(Answer answer, Started started) {
    script.add(new Step(started, answer));
  }

  private Refusal refused(Map<String, String> settings, String body) {
    return ((Refused) enter(settings, body, LONG)).refusal();
  }

  private Passage passed(Map<String, String> settings, String body) {
    Passage passage = passage(body, LONG);
    assertThat(Now.of(stage(settings).enter(passage, this::rest))).isEqualTo(DONE);
    return passage;
  }

  private Answer enter(Map<String, String> settings, String body, Duration patience) {
    return Now.of(stage(settings).enter(passage(body, patience), this::rest));
  }

  private static RoutingStage stage(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("sluice.teams.red.keys", "k");
    RoutingSettings routing = RoutingSettingsTest.with(AB, all);
    assertThat(routing.problems().lines()).isEmpty();
    return new RoutingStage(Live.still(routing), Live.still(ModelSettingsTest.with(AB)));
  }

  private static Passage passage(String body, Duration patience) {
    var head =
        new RequestHead(Operation.SUBMIT, "r", "apixo", "flux2", "", name -> Optional.empty());
    return new Passage(head)
        .note(Team.class, new Team("red", List.of(), List.of(), true, false))
        .note(Patience.class, new Patience(patience))
        .note(
            SubmitBody.class, (SubmitBody) SubmitBody.read(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static UpstreamChoice choice(Passage passage) {
    return passage.noted(UpstreamChoice.class);
  }

  private static String text(Passage passage) {
    return new String(passage.noted(SubmitBody.class).bytes(), StandardCharsets.UTF_8);
  }

  private static Answer limit(String policy, int seconds) {
    return Refusal.byLimit(policy, "full", Duration.ofSeconds(seconds)).answer();
  }

  private static Answer relayed(int status) {
    return new Relayed(status, Map.of(), new byte[0]);
  }
}
