package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

  private static final long MILLI = 1_000_000;

  @Test
  void twoBurstsAcrossAWindowBoundaryAreRefused() {
    var window = new SlidingWindow(new WindowLimit(100, 60_000));

    int first = offer(window, 100, 59_900 * MILLI);
    int second = offer(window, 100, 60_100 * MILLI);

    assertThat(first).isEqualTo(100);
    assertThat(second).isZero();
    assertThat(window.largest()).isEqualTo(100);
  }

  @Test
  void aRequestIsOutExactlyOneWidthAfterItCame() {
    var window = new SlidingWindow(new WindowLimit(1, 60_000));
    offer(window, 1, 0);

    assertThat(window.admits(60_000 * MILLI - 1)).isFalse();
    assertThat(window.opensIn(59_000 * MILLI)).isEqualTo(Duration.ofSeconds(1));
    assertThat(window.admits(60_000 * MILLI)).isTrue();
    assertThat(window.opensIn(60_000 * MILLI)).isZero();
  }

  @Test
  void timesMayBeNegativeAndMayOverflowAsATickersDo() {
    var window = new SlidingWindow(new WindowLimit(2, 1000));
    long nearTheEnd = Long.MAX_VALUE - 400 * MILLI;
    offer(window, 2, nearTheEnd);

    assertThat(window.admits(nearTheEnd + 999 * MILLI)).isFalse();
    assertThat(window.admits(nearTheEnd + 1000 * MILLI)).isTrue();
  }

  @Test
  void itAgreesWithCountingByHandOnRandomTimelines() {
    for (long seed = 1; seed <= 300; seed++) {
      var random = new Random(seed);
      var limit = new WindowLimit(1 + random.nextInt(30), 1 + random.nextInt(2000));
      long width = limit.widthMillis() * MILLI;
      var window = new SlidingWindow(limit);
      List<Long> admitted = new ArrayList<>();
      long now = random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
      for (int i = 0; i < 400; i++) {
        now += random.nextBoolean() ? 0 : random.nextLong(1 + width / (1 + random.nextInt(40)));
        boolean expected = within(admitted, now, width) < limit.requests();

        assertThat(window.admits(now)).as("seed %d, request %d", seed, i).isEqualTo(expected);
        if (expected) {
          window.count(now);
          admitted.add(now);
        }
      }
      assertThat(window.largest())
          .as("largest, seed %d", seed)
          .isEqualTo(
              admitted.stream()
                  .mapToInt(end -> within(upTo(admitted, end), end, width))
                  .max()
                  .orElseThrow());
    }
  }

  private static int offer(SlidingWindow window, int requests, long now) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      if (window.admits(now)) {
        window.count(now);
        admitted++;
      }
    }
    return admitted;
  }

  private static List<Long> upTo(List<Long> times, long end) {
    return times.stream().filter(time -> time <= end).toList();
  }

  private static int within(List<Long> times, long end, long width) {
    return (int) times.stream().filter(time -> time > end - width).count();
  }
}
