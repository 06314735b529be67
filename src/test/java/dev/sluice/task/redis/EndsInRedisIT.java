package dev.sluice.task.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Broadcasts;
import dev.sluice.redis.Links;
import dev.sluice.task.FoundBy;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.task.TaskRules;
import dev.sluice.task.TaskStore;
import dev.sluice.task.ToldAcrossContract;
import dev.sluice.task.ToldEnd;
import dev.sluice.task.ToldEnds;
import dev.sluice.testing.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("untimed")
@Timeout(120)
class EndsInRedisIT extends ToldAcrossContract {

  private final List<Links> all = new ArrayList<>();
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisServer.start();
  }

  @AfterEach
  void stop() {
    all.forEach(Links::close);
    server.close();
  }

  @Override
  protected TaskStore store() {
    return new RedisTaskStore(links().link(), TaskRules.defaults(), () -> false);
  }

  @Override
  protected void hear(ToldEnds told) {
    hear(new EndsInRedis(told));
  }

  @Override
  protected void listen(List<ToldEnd> heard) {
    hear(
        new Broadcasts.Listener() {
          @Override
          public void heard(byte[] message) {
            heard.add(EndsInRedis.end(message).orElseThrow());
          }

          @Override
          public void hearing(boolean now) {}
        });
  }

  /** Returns when it hears. */
  private void hear(Broadcasts.Listener listener) {
    CountDownLatch open = new CountDownLatch(1);
    Links links = links();
    links
        .broadcasts()
        .hear(
            links.link().channel(EndsInRedis.CHANNEL),
            new Broadcasts.Listener() {
              @Override
              public void heard(byte[] message) {
                listener.heard(message);
              }

              @Override
              public void hearing(boolean now) {
                listener.hearing(now);
                if (now) {
                  open.countDown();
                }
              }
            });
    try {
      assertThat(open.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Links links() {
    Links links = Links.patient(server.hosts()).awaited();
    all.add(links);
    return links;
  }

  @Test
  void aMessageIsReadWhateverItsFieldsHold() {
    byte[] message = "4:LATE6:FAILED5:apixo6:4:LATE2:ü0:".getBytes(StandardCharsets.UTF_8);

    assertThat(EndsInRedis.end(message))
        .contains(
            new ToldEnd(
                new TaskKey("apixo", "4:LATE"),
                "ü",
                "",
                TaskEnd.Cause.FAILED,
                FoundBy.CALLBACK,
                true));
  }

  @Test
  void whatIsNoMessageOfOursIsLeftUnread() {
    for (String strange :
        List.of(
            "",
            "x",
            "4",
            "4:LATE",
            "99:a",
            "99999999999999999999:a",
            "4:NONE6:FAILED1:a1:b1:c1:d",
            "4:POLL4:NONE1:a1:b1:c1:d")) {
      assertThat(EndsInRedis.end(strange.getBytes(StandardCharsets.UTF_8))).as(strange).isEmpty();
    }
  }
}
