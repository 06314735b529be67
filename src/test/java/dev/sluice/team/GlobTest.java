package dev.sluice.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GlobTest {

  @Test
  void itMatchesExactlyWhatTheSameRegularExpressionMatches() {
    var random = new Random(7);
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      String pattern = text(random, "ab**", 6);
      String text = text(random, "ab", 8);
      boolean right = Pattern.matches(pattern.replace("*", ".*"), text);
      matched += right ? 1 : 0;
      assertThat(new Glob(pattern).matches(text)).as("%s on %s", pattern, text).isEqualTo(right);
    }
    assertThat(matched).isGreaterThan(1000);
  }

  @Test
  void aHostilePatternCostsNoMoreThanItsLengthTimesTheTexts() {
    var hostile = new Glob("*a".repeat(500) + "b");
    assertTimeout(Duration.ofSeconds(2), () -> hostile.matches("a".repeat(2000)));
  }

  private static String text(Random random, String letters, int most) {
    var text = new StringBuilder();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
