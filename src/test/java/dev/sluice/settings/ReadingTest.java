package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

  private final Reading reading = new Reading(new Problems());

  @ParameterizedTest
  @CsvSource({
    "4096,4096",
    "1K,1024",
    "1k,1024",
    "512 K,524288",
    "1M,1048576",
    "1MiB,1048576",
    "1MB,1048576",
    "2g,2147483648",
    "0,0",
    "17B,17"
  })
  void aSizeIsANumberOfBytesAndKIs1024(String text, long bytes) {
    assertThat(reading.bytes("k", Optional.of(text), 0, 1L << 32, -1)).isEqualTo(bytes);
    assertThat(reading.problems().lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "-1", "1.5M", "1T", "5G", "999999999999G", "1 M B"})
  void anyOtherSizeIsAProblemAndReadAsTheFallback(String text) {
    assertThat(reading.bytes("sluice.max-body", Optional.of(text), 0, 1L << 32, 7)).isEqualTo(7);
    assertThat(reading.problems().lines())
        .containsExactly(
            "sluice.max-body = '"
                + text
                + "': allowed is a size such as 512K or 1M, from 0 to 4294967296 bytes");
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "10s,10000", " 5m ,300000", "6h,21600000", "1d,86400000", "PT1.5S,1500"})
  void aDurationHasAUnitOrIsWrittenAsIso8601(String text, long millis) {
    assertThat(duration(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(reading.problems().lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "1w", "-5s", "2d", "99ms", "999999999999d"})
  void anyOtherDurationIsAProblemThatNamesTheBounds(String text) {
    assertThat(duration(text)).isEqualTo(Duration.ofSeconds(3));
    assertThat(reading.problems().lines())
        .containsExactly(
            "k = '%s': allowed is a duration such as 500ms, 10s, 5m or 6h, from 100ms to 1d"
                .formatted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "11", "ten", "1.0", "99999999999999999999", ""})
  void aCountOutOfItsBoundsIsAProblem(String text) {
    assertThat(reading.count("k", Optional.of(text), 1, 10, 5)).isEqualTo(5);
    assertThat(reading.problems().lines())
        .containsExactly("k = '" + text + "': allowed is a whole number from 1 to 10");
  }

  @ParameterizedTest
  @CsvSource({"50%,0.5", "0.5,0.5", "100 %,1", "0,0"})
  void aShareIsAPercentageOrAFraction(String text, double share) {
    assertThat(reading.share("k", Optional.of(text), 0.3)).isEqualTo(share);
  }

  @ParameterizedTest
  @ValueSource(strings = {"101%", "-1%", "2", "NaN", "half", "%"})
  void anyOtherShareIsAProblem(String text) {
    assertThat(reading.share("k", Optional.of(text), 0.3)).isEqualTo(0.3);
    assertThat(reading.problems().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "NaN", "Infinity", "1d", "1e400"})
  void aNumberThatIsNotAboveZeroOrTooLargeIsAProblem(String text) {
    assertThat(reading.positive("k", Optional.of(text), 1000, 1)).isEqualTo(1);
    assertThat(reading.problems().lines())
        .containsExactly("k = '" + text + "': allowed is a number above 0, at most 1000.0");
  }

  @Test
  void absentIsTheFallbackAndNoProblem() {
    assertThat(reading.flag("k", Optional.empty(), true)).isTrue();
    assertThat(reading.oneOf("k", Optional.empty(), TimeUnit.class, TimeUnit.DAYS))
        .isEqualTo(TimeUnit.DAYS);
    assertThat(reading.problems().lines()).isEmpty();
  }

  @Test
  void aProblemIsOneLineWhateverWasWritten() {
    reading.flag("k", Optional.of("a\nb" + "c".repeat(1000)), true);
    assertThat(reading.problems().lines().get(0)).hasSizeLessThan(260).doesNotContain("\n");
  }

  private Duration duration(String text) {
    return reading.duration(
        "k", Optional.of(text), Duration.ofMillis(100), Duration.ofDays(1), Duration.ofSeconds(3));
  }
}
