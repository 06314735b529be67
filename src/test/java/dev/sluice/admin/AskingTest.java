package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.passage.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskingTest {

  private static final List<String> WORDS = List.of("pending", "dead", "delivered");

  @Test
  void severalWordsAreTakenInTheOrderInWhichTheyAreWritten() {
    assertThat(Asking.someOf("state", null, WORDS)).isEqualTo(WORDS);
    assertThat(Asking.someOf("state", "dead", WORDS)).containsExactly("dead");
    assertThat(Asking.someOf("state", "dead,pending", WORDS)).containsExactly("dead", "pending");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dead,", "dead,dead", "dead, pending", "gone"})
  void whatIsNoneOfTheseOrTwiceIsRefused(String written) {
    assertThatThrownBy(() -> Asking.someOf("state", written, WORDS))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal().detail()).startsWith("state: allowed is "));
  }
}
