package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.LoadClient;
import dev.sluice.testing.LoadClient.Reply;
import dev.sluice.testing.Stormy.Reading;
import dev.sluice.testing.StormyGateway;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * A thousand open tasks, each with a client that polls it every second: a thousand polls a second,
 * of which the upstream's limit would bear a sixth.
 */
class PollStormIT {

  private static final Logger LOG = Logger.getLogger(PollStormIT.class);

  private static final int TASKS = 1000;
  private static final int SUBMITTERS = 100;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final AtomicInteger toSubmit = new AtomicInteger(TASKS);
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger succeeded = new AtomicInteger();
  private final Map<String, Integer> surprises = new ConcurrentHashMap<>();

  @Test
  void noPollIsRefusedAndEveryUpstreamPollHasItsToken() {
    try (StormyGateway gateway =
        StormyGateway.start(
            List.of("poller: {keys: [key-poller]}"),
            Map.of(
                "sluice.sandbox.windows", "10000/60s",
                "sluice.sandbox.concurrent-tasks", "1100",
                "sluice.sandbox.duration", "20s..28s"))) {
      for (int i = 0; i < SUBMITTERS; i++) {
        gateway.client().after(Duration.ofMillis(1 + i), () -> submit(gateway.client()));
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> succeeded.get() == TASKS || !surprises.isEmpty());

      assertThat(surprises).isEmpty();
      gateway.assertThatTheLimitHeld();
      gateway.assertThatNoSlotStaysBehind(Duration.ofSeconds(10));
      Reading end = gateway.read();
      LOG.infof("poll storm: %d polls of clients; sandbox %s", polls.get(), end.sandbox());
      assertThat(end.sandbox().count("mostUnfinished")).isEqualTo(TASKS);
      assertThat(end.sum("sluice_polls_total", "source", "upstream"))
          .isEqualTo(end.sandbox().count("polls"));
      assertThat(end.sum("sluice_polls_total", "source", "record"))
          .isEqualTo(polls.get())
          .isGreaterThan(15 * TASKS);
    }
  }

  private void submit(LoadClient client) {
    if (toSubmit.getAndDecrement() <= 0) {
      return;
    }
    client
        .submit("key-poller", "a long film", 10)
        .onSuccess(
            reply -> {
              if (reply.status() == 200 && !reply.taskId().isEmpty()) {
                poll(client, reply.taskId());
              } else {
                surprised("submit", reply);
              }
              submit(client);
            });
  }

  private void poll(LoadClient client, String taskId) {
    client.after(
        POLL,
        () -> {
          polls.incrementAndGet();
          client.status("key-poller", taskId).onSuccess(reply -> polled(client, taskId, reply));
        });
  }

  private void polled(LoadClient client, String taskId, Reply reply) {
    if (reply.status() != 200) {
      surprised("poll", reply);
    } else if (reply.state().equals("success")) {
      succeeded.incrementAndGet();
    } else {
      poll(client, taskId);
    }
  }

  private void surprised(String what, Reply reply) {
    surprises.merge(what + " " + reply, 1, Integer::sum);
  }
}
