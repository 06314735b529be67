package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SandboxTaskTest {

  private static final long CREATED = 1_767_225_600_000L;

  private final TestTime time = new TestTime();
  private final Judge judge =
      new Judge(
          new SandboxRules(
              "k",
              List.of(new WindowLimit(1_000_000, 60_000)),
              100_000,
              new DurationRange(2000, 6000),
              0,
              Optional.empty()),
          time,
          time.clock(),
          new Random(3));

  @Test
  void aTaskWalksFromPendingOverProcessingToSuccess() {
    String id = start(Optional.of(new DurationRange(10_000, 10_000)), Optional.empty()).id();
    String head =
        "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"" + id + "\",\"state\":\"";

    assertThat(envelope(id)).isEqualTo(head + "pending\",\"createTime\":" + CREATED + "}}");
    time.advance(Duration.ofMillis(1999));
    assertThat(envelope(id)).contains("\"pending\"");
    time.advance(Duration.ofMillis(1));
    assertThat(envelope(id)).isEqualTo(head + "processing\",\"createTime\":" + CREATED + "}}");
    time.advance(Duration.ofMillis(7999));
    assertThat(envelope(id)).contains("\"processing\"");
    time.advance(Duration.ofMillis(1));
    assertThat(envelope(id))
        .isEqualTo(
            head
                + "success\",\"resultJson\":\"{\\\"resultUrls\\\":[\\\"https://example.com/sandbox/"
                + id
                + ".png\\\"]}\",\"createTime\":1767225600000,\"completeTime\":1767225610000,"
                + "\"costTime\":10000}}");
  }

  @Test
  void aTaskThatFailsNamesItsCodeOnlyAtItsEnd() {
    String id =
        start(Optional.of(new DurationRange(5000, 5000)), Optional.of("CONTENT_VIOLATION")).id();

    time.advance(Duration.ofMillis(4999));
    assertThat(envelope(id)).contains("\"processing\"").doesNotContain("fail");
    time.advance(Duration.ofMillis(1));
    assertThat(envelope(id))
        .isEqualTo(
            "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\""
                + id
                + "\",\"state\":\"failed\",\"failCode\":\"CONTENT_VIOLATION\","
                + "\"failMsg\":\"Content does not meet safety guidelines\","
                + "\"createTime\":1767225600000,\"completeTime\":1767225605000}}");
  }

  @Test
  void durationsSpreadOverTheWholeRange() {
    var costs =
        java.util.stream.IntStream.range(0, 2000)
            .mapToLong(i -> start(Optional.empty(), Optional.empty()).costMillis())
            .summaryStatistics();

    assertThat(costs.getMin()).isBetween(2000L, 2050L);
    assertThat(costs.getMax()).isBetween(5950L, 6000L);
    assertThat(costs.getAverage()).isBetween(3900.0, 4100.0);
  }

  @Test
  void idsAre32LowerCaseHexDigitsAndDiffer() {
    String one = start(Optional.empty(), Optional.empty()).id();
    String other = start(Optional.empty(), Optional.empty()).id();

    assertThat(one).matches("[0-9a-f]{32}").isNotEqualTo(other);
  }

  @Test
  void aTaskIsFoundOnlyUnderItsOwnModel() {
    String id = start(Optional.empty(), Optional.empty()).id();

    assertThat(look("suno", id)).isEmpty();
    assertThat(look("flux2", "f".repeat(32))).isEmpty();
    assertThat(look("flux2", id)).isPresent();
  }

  @Test
  void anEndedTaskIsKeptFor24Hours() {
    String id = start(Optional.of(new DurationRange(1000, 1000)), Optional.empty()).id();

    time.advance(Duration.ofHours(24).plusMillis(999));
    assertThat(look("flux2", id)).isPresent();
    time.advance(Duration.ofMillis(1));
    assertThat(look("flux2", id)).isEmpty();
  }

  @Test
  void onlyTheNewestEndedTasksAreKept() {
    var shelf = new TaskShelf(2);
    for (String id : List.of("a", "b", "c")) {
      var task = new SandboxTask(id, Wanted.of("flux2"), 0, 0, 1000, Optional.empty());
      shelf.put(task);
      shelf.ended(task);
    }

    assertThat(shelf.find("a")).isEmpty();
    assertThat(shelf.find("b")).isPresent();
    assertThat(shelf.find("c")).isPresent();
    assertThat(shelf.endedEver()).isEqualTo(3);
  }

  private SandboxTask start(Optional<DurationRange> cost, Optional<String> failCode) {
    return ((Ruling.Begun) judge.start(Wanted.of("flux2"), cost, failCode)).task();
  }

  private Optional<Judge.Standing> look(String model, String id) {
    return judge.look(id, wanted -> wanted.model().equals(model));
  }

  private String envelope(String id) {
    Judge.Standing found = look("flux2", id).orElseThrow();
    return new String(
        new ApixoEnvelopes().status(found.task(), found.state()), StandardCharsets.UTF_8);
  }
}
