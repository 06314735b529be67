package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.KieDialect;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.team.Team;
import dev.sluice.upstream.Reply;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BalanceStageTest {

  private final TaskBench bench = new TaskBench();

  BalanceStageTest() {
    bench.time.advance(Duration.ofSeconds(1));
  }

  @Test
  void theBalanceIsReadOnceInTenSecondsForAllTeams() {
    Relayed first = (Relayed) ask("red").assertCompleted().getItem();
    bench.time.advance(Duration.ofMillis(9900));
    Relayed second = (Relayed) ask("blue").assertCompleted().getItem();

    assertThat(TaskBench.body(first)).isEqualTo("{\"code\":200,\"data\":74.8700}");
    assertThat(first.headers()).doesNotContainKey("Cache-Status");
    assertThat(second.headers()).containsEntry("Cache-Status", "sluice; hit");
    assertThat(second.body()).isSameAs(first.body());
    assertThat(bench.upstream.balanceRequests).isEqualTo(1);
    bench.time.advance(Duration.ofMillis(200));
    ask("red");
    assertThat(bench.upstream.balanceRequests).isEqualTo(2);
  }

  @Test
  void whoeverAsksInTheMeantimeWaitsForTheSameRequest() {
    bench.upstream.latency = Duration.ofMillis(200);
    UniAssertSubscriber<Answer> first = ask("red");
    UniAssertSubscriber<Answer> second = ask("blue");

    first.cancel();
    bench.time.advance(Duration.ofMillis(200));

    second.assertCompleted();
    assertThat(bench.upstream.balanceRequests).isEqualTo(1);
  }

  @Test
  void anErrorIsPassedOnAsItIsAndKeptForTwoSeconds() {
    bench.upstream.balance = () -> FakeUpstream.json(401, "{\"code\":401}");
    Relayed error = (Relayed) ask("red").assertCompleted().getItem();
    bench.time.advance(Duration.ofMillis(1900));
    ask("red");
    assertThat(bench.upstream.balanceRequests).isEqualTo(1);
    bench.time.advance(Duration.ofMillis(200));
    ask("red");

    assertThat(error.status()).isEqualTo(401);
    assertThat(TaskBench.body(error)).isEqualTo("{\"code\":401}");
    assertThat(bench.upstream.balanceRequests).isEqualTo(2);
  }

  @Test
  void aRefusalInsideOfAGoodAnswerPausesTheBudgetAndIsKeptForTwoSecondsOnly() {
    bench.upstream.balance = () -> FakeUpstream.json(200, "{\"code\":429}");
    ask("red").assertCompleted();

    assertThat(bench.budget.refusals).containsExactly(Duration.ofSeconds(1));
    bench.time.advance(Duration.ofMillis(2100));
    ask("red");
    assertThat(bench.upstream.balanceRequests).isEqualTo(2);
  }

  @Test
  void aTeamThatMayNotSeeItIsForbidden() {
    Passage passage =
        bench
            .passage(Operation.BALANCE, "red", "")
            .note(Team.class, new Team("red", List.of(), List.of(), false, false));

    Refused refused = (Refused) ask(passage).assertCompleted().getItem();

    assertThat(refused.refusal().reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(bench.upstream.balanceRequests).isZero();
  }

  @Test
  void eachDoorTellsTheBalanceOfTheFirstUpstreamThatSpeaksItsLanguage() {
    var kie = new FakeUpstream(bench.time, "kie", new KieDialect());
    kie.balance = () -> FakeUpstream.json(200, "{\"code\":200,\"data\":100}");
    bench.named.put("kie", kie);

    Relayed credits = (Relayed) ask(atTheDoorOf("kie")).assertCompleted().getItem();
    Relayed dollars = (Relayed) ask("red").assertCompleted().getItem();

    assertThat(TaskBench.body(credits)).isEqualTo("{\"code\":200,\"data\":100}");
    assertThat(TaskBench.body(dollars)).isEqualTo("{\"code\":200,\"data\":74.8700}");
    assertThat(kie.balanceRequests).isEqualTo(1);
    assertThat(bench.upstream.balanceRequests).isEqualTo(1);
  }

  @Test
  void aTeamNoneOfWhoseUpstreamsSpeaksTheDoorsLanguageIsToldSo() {
    Refused refused = (Refused) ask(atTheDoorOf("kie")).assertCompleted().getItem();

    assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(refused.refusal().detail()).contains("none speaks kie");
    assertThat(bench.upstream.balanceRequests).isZero();
  }

  @Test
  void anUnreachableUpstreamIsABadGateway() {
    bench.upstream.balance = () -> new Reply.Failed(false, "refused");

    Refused refused = (Refused) ask("red").assertCompleted().getItem();

    assertThat(refused.refusal().reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(refused.refusal().retryAfter()).contains(Duration.ofSeconds(1));
  }

  private static Passage atTheDoorOf(String dialect) {
    return new Passage(
            new RequestHead(
                Operation.BALANCE, "request", dialect, "", "", name -> Optional.empty()))
        .note(Team.class, new Team("red", List.of(), List.of(), true, false));
  }

  private UniAssertSubscriber<Answer> ask(String team) {
    return ask(bench.passage(Operation.BALANCE, team, ""));
  }

  private UniAssertSubscriber<Answer> ask(Passage passage) {
    return bench
        .balanceStage
        .enter(passage, TaskBench::nowhere)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }
}
