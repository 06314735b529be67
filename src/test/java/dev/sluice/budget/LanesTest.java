package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which windows hold whom back (law L10). */
class LanesTest {

  private static Lanes of(String... windows) {
    return Lanes.of(
        Stream.of(windows).map(window -> RateWindow.parse(window).orElseThrow()).toList());
  }

  private static List<String> written(List<RateWindow> windows) {
    return windows.stream().map(RateWindow::written).toList();
  }

  @Test
  void windowsForAllRequestsAreOneLaneOfWhichTheSlowestDeals() {
    Lanes lanes = of("300/1s", "10000/60s");
    assertThat(lanes.apart()).isFalse();
    assertThat(written(lanes.creates())).containsExactly("10000/60s", "300/1s");
    assertThat(lanes.reads()).isEmpty();
  }

  @Test
  void aWindowThatAnotherKeepsAnyhowIsLeftOut() {
    assertThat(written(of("10000/60s", "10000/60s").creates())).containsExactly("10000/60s");
    assertThat(written(of("10000/60s", "100/1s").creates())).containsExactly("100/1s");
    assertThat(written(of("20/10s", "70/35s").creates())).containsExactly("20/10s", "70/35s");
  }

  @Test
  void kindsHaveLanesOfTheirOwn() {
    Lanes lanes = of("10/1s read", "20/10s create");
    assertThat(lanes.apart()).isTrue();
    assertThat(written(lanes.creates())).containsExactly("20/10s create");
    assertThat(written(lanes.reads())).containsExactly("10/1s read");
    assertThat(of("20/10s create").reads()).as("reads go as they like").isEmpty();
  }

  @Test
  void aWindowForAllIsDividedByWhatCreatesCannotUse() {
    Lanes lanes = of("10000/60s", "20/10s create");
    assertThat(written(lanes.creates()))
        .as("120 of it are kept anyhow")
        .containsExactly("20/10s create");
    assertThat(written(lanes.reads())).containsExactly("9880/60s read");
  }

  @Test
  void readsHaveATenthAtLeastAndNoMoreThanTheyMayUse() {
    assertThat(written(of("600/60s", "590/60s create").reads())).containsExactly("60/60s read");
    assertThat(written(of("600/60s", "590/60s create").creates()))
        .containsExactly("540/60s create");
    Lanes lanes = of("600/60s", "1/6s read");
    assertThat(written(lanes.reads())).containsExactly("1/6s read");
    assertThat(written(lanes.creates())).containsExactly("590/60s create");
  }

  @Test
  void thePartsOfADividedWindowNeverExceedIt() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      RateWindow whole =
          new RateWindow(2 + random.nextInt(500), Duration.ofMillis(100 + random.nextInt(90_000)));
      RateWindow creates =
          new RateWindow(
              1 + random.nextInt(500),
              Duration.ofMillis(100 + random.nextInt(90_000)),
              RateWindow.Counts.CREATES);
      RateWindow reads =
          new RateWindow(
              1 + random.nextInt(500),
              Duration.ofMillis(100 + random.nextInt(90_000)),
              RateWindow.Counts.READS);
      Lanes lanes = Lanes.of(List.of(whole, creates, reads));
      long most = most(lanes.creates(), whole) + most(lanes.reads(), whole);
      assertThat(most).as("%s, %s, %s", whole, creates, reads).isLessThanOrEqualTo(whole.limit());
    }
  }

  /** The most that a lane lets into any stretch as long as this window. */
  private static long most(List<RateWindow> lane, RateWindow whole) {
    long length = whole.length().toNanos();
    return lane.stream()
        .mapToLong(
            window ->
                window.limit()
                    * ((length + window.length().toNanos() - 1) / window.length().toNanos()))
        .min()
        .orElseThrow();
  }

  @Test
  void whatCannotBeKeptIsRefused() {
    assertThatThrownBy(() -> of("10/1s read")).hasMessage("no window counts creates");
    assertThatThrownBy(() -> of("1/1s", "10/1s read")).hasMessageContaining("cannot be divided");
    assertThatThrownBy(() -> of(Stream.generate(() -> "9/9s").limit(9).toArray(String[]::new)))
        .hasMessage("more than 8 windows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/1s", "10/50ms", "10/2h", "10/1s submit", "10/1s createread", "x"})
  void aWindowThatIsNoneIsNotRead(String text) {
    assertThat(RateWindow.parse(text)).isEmpty();
  }

  @Test
  void aWindowWithFewerThanFortyForEachGuaranteeIsAnExactLog() {
    Map<String, TeamShare> none = Map.of("a", TeamShare.PLAIN);
    Map<String, TeamShare> two =
        Plans.teams("a", Plans.guarantee(0.1, 1), "b", Plans.guarantee(0.1, 1));
    assertThat(BudgetPlan.exact(of("39/60s"), none)).isTrue();
    assertThat(BudgetPlan.exact(of("40/60s"), none)).isFalse();
    assertThat(BudgetPlan.exact(of("119/60s"), two)).as("and the watcher").isTrue();
    assertThat(BudgetPlan.exact(of("120/60s"), two)).isFalse();
    assertThat(BudgetPlan.exact(of("80/60s create"), two)).as("apart").isFalse();
  }
}
