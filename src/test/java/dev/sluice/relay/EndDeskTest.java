package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.ApixoDialect;
import dev.sluice.meters.Meters;
import dev.sluice.relay.MemoryDeliveryQueue.Bounds;
import dev.sluice.routing.Provider;
import dev.sluice.task.Asked;
import dev.sluice.task.Debt;
import dev.sluice.task.LastWords;
import dev.sluice.task.Origin;
import dev.sluice.task.Spoken;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskEnd.Cause;
import dev.sluice.task.TaskKey;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndDeskTest {

  private static final String URL = "https://red.example.com/hook";

  private final TestTime time = new TestTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger nudges = new AtomicInteger();
  private final MemoryDeliveryQueue queue =
      new MemoryDeliveryQueue(new Bounds(2, 2, 10_000), Duration.ofSeconds(20), time.clock());
  private final EndDesk desk =
      new EndDesk(
          queue,
          new LastWords(name -> Optional.of(new ApixoDialect())),
          new OwnUrl("https://sluice.example/callbacks/"),
          nudges::incrementAndGet,
          new Meters(registry),
          time.clock());

  @Test
  void anEndIsKeptInTheWordsOfTheTeam() {
    keep(
        debt(
            "s-1",
            Cause.SUCCESS,
            "{\"data\":{\"taskId\":\"T\",\"u\":\"https://sluice.example/callbacks/tok\"}}"));

    Delivery kept = get(queue.find("msg_s1")).orElseThrow();
    assertThat(new String(kept.body(), UTF_8))
        .isEqualTo("{\"data\":{\"taskId\":\"sl_alias\",\"u\":\"" + URL + "\"}}");
    assertThat(kept.receiver()).isEqualTo(new Receiver("red", URL));
    assertThat(kept.taskId()).isEqualTo("sl_alias");
    assertThat(kept.upstream()).isEqualTo("up");
    assertThat(nudges).hasValue(1);
    assertThat(kept.toString()).doesNotContain("example.com").doesNotContain("taskId");
  }

  @Test
  void anEndIsKeptInTheLanguageThatTheTeamSpokeWhoeverRanTheTask() {
    Debt debt =
        new Debt(
            new TaskKey("up", "T"),
            "sl_alias",
            new Origin(
                "red",
                "flux2",
                Provider.AUTO,
                "s-1",
                Optional.of(URL),
                Optional.of(new Asked("kie", "flux-2/pro"))),
            5,
            new TaskEnd(Cause.SUCCESS, 9),
            Optional.of(
                new Spoken(
                    200,
                    """
                    {"code":200,"message":"success","data":{"taskId":"T","state":"success",
                    "resultJson":"https://sluice.example/callbacks/tok","costTime":8000}}"""
                        .getBytes(UTF_8))));

    keep(debt);

    assertThat(new String(get(queue.find("msg_s1")).orElseThrow().body(), UTF_8))
        .isEqualTo(
            "{\"code\":200,\"msg\":\"Playground task completed successfully.\",\"data\":{"
                + "\"taskId\":\"sl_alias\",\"model\":\"flux-2/pro\",\"state\":\"success\","
                + ("\"resultJson\":\"" + URL + "\",\"costTime\":8,")
                + "\"failCode\":\"\",\"failMsg\":\"\"}}");
  }

  @Test
  void keepingItAgainIsHarmless() {
    keep(debt("s", Cause.SUCCESS, "{}"));
    keep(debt("s", Cause.SUCCESS, "{}"));

    assertThat(get(queue.count(Delivery.State.PENDING))).containsEntry("red", 1L);
  }

  @Test
  void aTaskWithoutAnEnvelopeIsToldAsFailed() {
    keep(debt("s", Cause.EXPIRED, null));

    assertThat(new String(get(queue.find("msg_s")).orElseThrow().body(), UTF_8))
        .contains("\"state\":\"failed\"")
        .contains("TASK_EXPIRED")
        .contains("sl_alias");
  }

  @Test
  void aSuccessWhoseEnvelopeIsGoneIsDroppedAloud() {
    keep(debt("s", Cause.SUCCESS, null));

    assertThat(get(queue.find("msg_s"))).isEmpty();
    assertThat(dropped()).isEqualTo(1);
  }

  @Test
  void whatFindsNoRoomIsDroppedAloudAndHoldsNobodyUp() {
    for (int i = 0; i < 3; i++) {
      keep(debt("s" + i, Cause.SUCCESS, "{}"));
    }
    assertThat(get(queue.count(Delivery.State.PENDING))).containsEntry("red", 2L);
    assertThat(dropped()).isEqualTo(1);
  }

  private double dropped() {
    return registry
        .get("sluice.webhook.deliveries")
        .tags("team", "red", "outcome", "dropped")
        .counter()
        .count();
  }

  private void keep(Debt debt) {
    get(desk.keep(debt));
  }

  private static Debt debt(String slot, Cause cause, String body) {
    return new Debt(
        new TaskKey("up", "T"),
        "sl_alias",
        new Origin("red", "flux2", Provider.AUTO, slot, Optional.of(URL), Optional.empty()),
        5,
        new TaskEnd(cause, 9),
        Optional.ofNullable(body).map(text -> new Spoken(200, text.getBytes(UTF_8))));
  }

  private static <T> T get(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(5));
  }
}
