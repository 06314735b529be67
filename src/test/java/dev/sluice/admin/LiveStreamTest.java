package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.history.Sample;
import dev.sluice.history.TeamSample;
import dev.sluice.passage.Draining;
import dev.sluice.passage.RefusedException;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveStreamTest {

  private static final long ALL = Long.MAX_VALUE;
  private static final Optional<String> KEY = Optional.of("Bearer key");

  private final TestTime time = new TestTime();
  private final Draining draining = new Draining();
  private final List<Sample> ended = new ArrayList<>();
  private int looks;
  private boolean admitted = true;
  private int cuts;
  private final LiveStream stream =
      new LiveStream(
          new LiveFeed(
              this::look, () -> Uni.createFrom().item(List.copyOf(ended)), new ObjectMapper()),
          authorization -> admitted,
          time,
          draining);

  private Uni<Overview> look() {
    looks++;
    return Uni.createFrom()
        .item(
            new Overview(
                "look " + looks,
                "r",
                new Overview.Store("memory", null),
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of()));
  }

  @Test
  void firstComesTheHistoryThenHowItStandsEachSecondAndEachStep() {
    step(100);
    step(101);
    var listener = listen(ALL);
    assertThat(kinds(listener)).containsExactly("OPENING", "HISTORY", "OVERVIEW");
    assertThat(listener.getItems().get(1).data())
        .startsWith(
            "{\"stepSeconds\":5,\"samples\":[{\"at\":\"1970-01-01T00:08:25Z\",\"teams\":{\"red\":")
        .contains("{\"sent\":100,\"refused\":0,\"waiting\":0,\"slots\":{}}");
    assertThat(listener.getItems().get(1).id()).isEqualTo("510000");

    time.advance(Duration.ofSeconds(1));
    step(102);
    time.advance(Duration.ofSeconds(2));

    assertThat(kinds(listener).subList(3, 7))
        .containsExactly("OVERVIEW", "SAMPLE", "OVERVIEW", "OVERVIEW");
    assertThat(listener.getItems().get(4).id()).isEqualTo("515000");
  }

  @Test
  void aStepThatHasGrownIsToldAgain() {
    step(100);
    var listener = listen(ALL);
    time.advance(Duration.ofSeconds(1));
    step(101);
    time.advance(Duration.ofSeconds(1));

    ended.set(0, ended.get(0).and(ended.get(0)));
    time.advance(Duration.ofSeconds(2));

    List<LiveEvent> told =
        listener.getItems().stream().filter(one -> one.kind() == LiveEvent.Kind.SAMPLE).toList();
    assertThat(told).hasSize(2);
    assertThat(told.get(1).id()).as("the first").isEqualTo("505000");
    assertThat(told.get(1).data()).contains("\"sent\":200");
  }

  @Test
  void whoKnowsSomeIsToldTheNewerOnesOnly() {
    step(100);
    step(101);
    step(102);
    var listener = listen(ALL, Optional.of(510_000L));

    assertThat(listener.getItems().get(1).data()).contains("\"sent\":102").doesNotContain("101");

    var upToDate = listen(ALL, Optional.of(515_000L));
    assertThat(upToDate.getItems().get(1).data()).isEqualTo("{\"stepSeconds\":5,\"samples\":[]}");
    step(103);
    time.advance(Duration.ofSeconds(1));
    assertThat(upToDate.getItems().stream().map(LiveEvent::id)).contains("520000");
  }

  @Test
  void manyCostOneLookASecondAndNobodyNone() {
    time.advance(Duration.ofMinutes(1));
    assertThat(looks).isZero();
    List<AssertSubscriber<LiveEvent>> all = new ArrayList<>();
    for (int i = 0; i < LiveStream.MOST; i++) {
      all.add(listen(ALL));
    }
    looks = 0;
    time.advance(Duration.ofSeconds(10));
    assertThat(looks).isEqualTo(10);

    all.forEach(AssertSubscriber::cancel);
    assertThat(stream.listening()).isZero();
    time.advance(Duration.ofMinutes(1));
    assertThat(looks).isEqualTo(10);
  }

  @Test
  void moreThanMayAreTurnedAwayUntilOneLeaves() {
    List<AssertSubscriber<LiveEvent>> all = new ArrayList<>();
    for (int i = 0; i < LiveStream.MOST; i++) {
      all.add(listen(ALL));
    }
    assertThatThrownBy(() -> listen(ALL))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.refusal().reason().status()).isEqualTo(503);
              assertThat(refused.refusal().retryAfter()).isPresent();
            });

    all.get(7).cancel();
    assertThat(kinds(listen(ALL))).contains("OVERVIEW");
  }

  @Test
  void whoReadsSlowlyMissesOverviewsAndNoSample() {
    var slow = listen(2);
    for (int i = 0; i < 20; i++) {
      step(200 + i);
      time.advance(Duration.ofSeconds(1));
    }
    slow.request(23);

    assertThat(kinds(slow).stream().filter("SAMPLE"::equals)).hasSize(20);
    assertThat(kinds(slow).stream().filter("OVERVIEW"::equals)).hasSize(1);
    assertThat(slow.getItems().get(slow.getItems().size() - 1).data()).contains("look 21");
    assertThat(cuts).isZero();
  }

  @Test
  void whoReadsNothingIsLetGoAndHisConnectionClosed() {
    listen(1);
    var other = listen(ALL);
    time.advance(Duration.ofSeconds(32));

    assertThat(cuts).isEqualTo(1);
    assertThat(stream.listening()).isEqualTo(1);
    other.assertNotTerminated();
  }

  @Test
  void whoMayNotListenAnyMoreIsLetGoWithinFiveSeconds() {
    var listener = listen(ALL);
    time.advance(Duration.ofSeconds(7));
    admitted = false;
    time.advance(Duration.ofSeconds(5));

    listener.assertCompleted();
    assertThat(stream.listening()).isZero();
  }

  @Test
  void aGatewayThatStopsEndsAllAndLetsNobodyIn() {
    var listener = listen(ALL);
    draining.begin();

    listener.assertCompleted();
    assertThat(kinds(listener)).doesNotContain("END");
    assertThatThrownBy(() -> listen(ALL)).isInstanceOf(RefusedException.class);
  }

  @Test
  void aSignOfLifeComesAtLeastEachTenSeconds() {
    var listener = listen(ALL);
    time.advance(Duration.ofSeconds(21));

    assertThat(kinds(listener).stream().filter("STILL_HERE"::equals)).hasSize(2);
  }

  private void step(long step) {
    ended.add(new Sample(step, Map.of("red", new TeamSample(step, Map.of(), 0, 0, Map.of()))));
  }

  private AssertSubscriber<LiveEvent> listen(long demand) {
    return listen(demand, Optional.empty());
  }

  private AssertSubscriber<LiveEvent> listen(long demand, Optional<Long> since) {
    return stream
        .join(KEY, since, () -> cuts++)
        .subscribe()
        .withSubscriber(AssertSubscriber.create(demand));
  }

  private static List<String> kinds(AssertSubscriber<LiveEvent> listener) {
    return listener.getItems().stream().map(event -> event.kind().name()).toList();
  }
}
