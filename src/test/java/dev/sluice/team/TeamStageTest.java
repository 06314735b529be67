package dev.sluice.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.settings.Live;
import dev.sluice.testing.Configured;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamStageTest {

  private static final Answer DONE = new Relayed(200, Map.of(), new byte[0]);

  private final TeamStage stage = new TeamStage(directory(), SidecarTest.of(""));

  @ParameterizedTest
  @ValueSource(strings = {"Bearer demo-key", "bearer demo-key", "BEARER  demo-key "})
  void aKnownKeyLeavesItsTeamOnThePassage(String authorization) {
    Passage passage = passage(Optional.of(authorization));
    assertThat(enter(passage)).isEqualTo(DONE);
    assertThat(passage.noted(Team.class).id()).isEqualTo("demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic demo-key",
        "demo-key",
        "Bearerdemo-key",
        "Bearer demo-key2",
        "Bearer demo-ke",
        "Bearer demo-key demo-key",
        "Bearer Demo-key"
      })
  void anythingElseIsRefusedWithTheChallenge(String authorization) {
    assertRefused(passage(Optional.of(authorization)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer wrong", "Basic x", "Bearer demo-key"})
  void besideAnApplicationEverybodyIsItsTeamWhateverKeyIsShown(String authorization) {
    TeamStage beside = new TeamStage(directory(), SidecarTest.of("demo"));
    Passage passage = passage(Optional.of(authorization).filter(text -> !text.isEmpty()));
    assertThat(Now.of(beside.enter(passage, rest -> Uni.createFrom().item(DONE)))).isEqualTo(DONE);
    assertThat(passage.noted(Team.class).id()).isEqualTo("demo");
    assertThat(beside.objection(Optional.empty())).isEmpty();
  }

  @Test
  void aSidecarWhoseTeamIsGoneServesNobody() {
    TeamStage beside = new TeamStage(directory(), SidecarTest.of("gone"));
    assertThat(beside.objection(Optional.of("Bearer demo-key")))
        .hasValueSatisfying(refusal -> assertThat(refusal.reason().status()).isEqualTo(403));
  }

  @Test
  void aMissingKeyIsRefusedWithTheChallenge() {
    assertRefused(passage(Optional.empty()));
  }

  private void assertRefused(Passage passage) {
    assertThat(enter(passage))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(Reason.UNAUTHENTICATED);
              assertThat(refused.refusal().headers()).containsEntry("WWW-Authenticate", "Bearer");
            });
    assertThat(passage.find(Team.class)).isEmpty();
  }

  private Answer enter(Passage passage) {
    return Now.of(stage.enter(passage, rest -> Uni.createFrom().item(DONE)));
  }

  private static Passage passage(Optional<String> authorization) {
    return new Passage(
        new RequestHead(
            Operation.STATUS,
            "r",
            "apixo",
            "",
            "",
            name -> name.equals("Authorization") ? authorization : Optional.empty()));
  }

  private static TeamDirectory directory() {
    var configured = Configured.by(Map.of(), TeamConfig.class);
    return new ConfiguredTeamDirectory(
        Live.still(new TeamSettings(configured.mapped(TeamConfig.class), configured.layout())),
        () -> true,
        Clock.systemUTC());
  }
}
