package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sandbox.PromptWords.Manner;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptWordsTest {

  @Test
  void aPlainPromptChoosesNothing() {
    assertThat(PromptWords.in("a castle [on the hill] at sunset"))
        .isEqualTo(
            new PromptWords(
                Optional.empty(), Optional.empty(), Optional.empty(), new Manner.Serve()));
  }

  @Test
  void wordsCombine() {
    PromptWords words = PromptWords.in("a [fail:NSFW] cat [slow:60s] asleep [lag:2s][timeout]");

    assertThat(words.failCode()).contains("NSFW");
    assertThat(words.cost()).contains(new DurationRange(60_000, 60_000));
    assertThat(words.lag()).contains(new DurationRange(2000, 2000));
    assertThat(words.manner()).isEqualTo(new Manner.ServeSilently());
  }

  @Test
  void theFirstOfAKindCounts() {
    PromptWords words = PromptWords.in("[status:503] [hang] [slow:1s..2s] [slow:9s]");

    assertThat(words.manner()).isEqualTo(new Manner.Status(503, false));
    assertThat(words.cost()).contains(new DurationRange(1000, 2000));
  }

  @Test
  void theShortWordsAreUnderstood() {
    assertThat(PromptWords.in("[429]").manner()).isEqualTo(new Manner.Status(429, true));
    assertThat(PromptWords.in("[hang]").manner()).isEqualTo(new Manner.Hang());
    assertThat(PromptWords.in("[status:200]").manner()).isEqualTo(new Manner.Status(200, false));
    assertThat(PromptWords.in("[status:599]").manner()).isEqualTo(new Manner.Status(599, false));
    assertThat(PromptWords.in("[code:455]").manner()).isEqualTo(new Manner.Code(455));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[status:199]", "[status:600]", "[status:99]", "[status:abc]", "[code:600]"})
  void aStatusThatNobodyAnswersIsToldByItsWord(String prompt) {
    assertThat(PromptWords.in("a " + prompt).manner()).isEqualTo(new Manner.NoStatus(prompt));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[slow:soon]",
        "[slow:0s]",
        "[slow:25h]",
        "[lag:11m]",
        "[fail:]",
        "[fail:A B]",
        "[fail:\"x\"]",
        "[TIMEOUT]",
        "[ hang ]",
        "[lag]"
      })
  void whatCannotBeUnderstoodIsPlainText(String prompt) {
    assertThat(PromptWords.in(prompt)).isEqualTo(PromptWords.in(""));
  }
}
