package dev.sluice.front;

import static dev.sluice.front.VendorClient.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.KeySpace;
import dev.sluice.testing.RedisServer;
import io.restassured.response.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same where Redis keeps what is administered, and the trail. */
@Tag("untimed")
class AdministrationInRedisJourneyIT extends AdministrationJourneyIT {

  private static RedisServer redis;

  @BeforeAll
  static void startWithRedis() {
    AdministrationJourneyIT.stop();
    redis = RedisServer.setup().appendOnly().start();
    AdministrationJourneyIT.begin(redis.properties());
  }

  @Test
  void aSlotThatIsReleasedWhileTheStoreStandsStillIsToldAsUnconfirmedAndIsFreeAfterwards() {
    String task = taskId(red.submit("flux2", body("[slow:90s] released without the store")));
    await().atMost(SOON).until(() -> slot("taskId", task).isPresent());
    String slot = slot("taskId", task).orElseThrow().at("/slotId").asText();

    assertThat(held(slot)).isTrue();

    redis.pause();
    try {
      Response answer = admin.post("/admin/slots/" + slot + "/release", new byte[0]);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      assertThat(answer.asString()).contains("counts the slot as free");
    } finally {
      redis.resume();
    }
    gateway.awaitLog("audit who=alice action=slot-release subject=" + slot);
    await().atMost(SOON).until(() -> !held(slot));
    assertThat(slot("taskId", task)).isEmpty();
  }

  /** Whether the store itself counts it. */
  private static boolean held(String slot) {
    return redis.command("HEXISTS", KeySpace.ledger("sandbox", "lease"), slot).equals(1L);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }
}
