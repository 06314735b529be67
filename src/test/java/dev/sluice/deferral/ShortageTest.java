package dev.sluice.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ShortageTest {

  private static final Duration AFTER = Duration.ofSeconds(7);

  private final Passage passage =
      new Passage(
          new RequestHead(Operation.SUBMIT, "r", "apixo", "m", "", name -> Optional.empty()));

  @ParameterizedTest
  @EnumSource(names = {"LIMIT", "TOO_MANY_UNKNOWN", "UNAVAILABLE", "UNREACHABLE"})
  void timeMendsThese(Reason reason) {
    Answer refused = Refusal.of(reason, "no").retryAfter(AFTER).answer();

    assertThat(Shortage.ours(passage, refused)).contains(AFTER);
    passage.note(Started.class, Started.UNKNOWN);
    assertThat(Shortage.any(passage, refused)).as("something may have started").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"LIMIT", "TOO_MANY_UNKNOWN", "UNAVAILABLE", "UNREACHABLE"})
  void timeDoesNotMendTheOthers(Reason reason) {
    assertThat(Shortage.any(passage, Refusal.of(reason, "no").answer())).isEmpty();
  }

  @Test
  void anUpstreamsNotNowIsAShortageOfWhatWaitsAlready() {
    Answer answer = new Relayed(503, Map.of(), new byte[0]);
    passage.note(Started.class, Started.NO);

    passage.note(AnsweredCode.class, new AnsweredCode(503));
    assertThat(Shortage.any(passage, answer)).isPresent();
    assertThat(Shortage.ours(passage, answer)).isEmpty();
    assertThat(Shortage.isTheUpstreams(answer)).isTrue();
    passage.note(AnsweredCode.class, new AnsweredCode(400));
    assertThat(Shortage.any(passage, answer)).isEmpty();
  }

  @Test
  void aBudgetThatTheUpstreamThrottledRefusesInItsName() {
    assertThat(Shortage.isTheUpstreams(Refusal.byLimit("upstream", "no", AFTER).answer())).isTrue();
    assertThat(Shortage.isTheUpstreams(Refusal.byLimit("team-tasks", "no", AFTER).answer()))
        .isFalse();
  }
}
