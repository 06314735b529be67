package dev.sluice.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.LoadClient;
import dev.sluice.testing.LoadClient.Reply;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.Scrape;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What ten thousand deferred submits cost: memory of Redis, and time of a status and a promotion.
 */
@Tag("long")
class DeferralSizeIT {

  private static final Logger LOG = Logger.getLogger(DeferralSizeIT.class);

  private static final int SUBMITS = 10_000;
  private static final int POLLS = 5000;
  private static final int POLLERS = 16;
  private static final int SLOTS = 400;

  /** The bound of every wait here; each is for a figure that the gateway tells, exactly. */
  private static final Duration LONG = Duration.ofMinutes(3);

  private static final Limits LIMITS =
      new Limits(60_000, Duration.ofSeconds(60), SLOTS, "200ms..400ms");

  private final Queue<String> ids = new ConcurrentLinkedQueue<>();

  @Test
  void tenThousandWaitAndGo() {
    try (SandboxProcess sandbox = SandboxProcess.start(LIMITS);
        RedisServer redis = RedisServer.setup().appendOnly().start();
        PackagedGateway gateway = PackagedGateway.start(yaml(sandbox), redis.properties());
        LoadClient client = new LoadClient(gateway.port())) {
      Scrape metrics = new Scrape(gateway);
      Awaitility.await().atMost(LONG).until(() -> metrics.sum("sluice_budget_standing") == 0);
      for (int i = 0; i < SLOTS; i++) {
        client.submit("key-holder", "held [slow:60s]", 60);
      }
      Awaitility.await().atMost(LONG).until(() -> metrics.sum("sluice_slots_in_use") == SLOTS);
      long before = memory(redis);
      long from = System.nanoTime();
      for (int i = 0; i < SUBMITS; i++) {
        client.submitPlainly("key-many", "a castle by the sea").onSuccess(this::accepted);
      }
      Awaitility.await().atMost(LONG).until(() -> ids.size() == SUBMITS);
      LOG.infof(
          "FIGURES %d deferred in %.1f s; Redis %.1f MB, %d bytes each",
          SUBMITS,
          (System.nanoTime() - from) / 1e9,
          memory(redis) / 1e6,
          (memory(redis) - before) / SUBMITS);

      poll(client, redis);

      Awaitility.await()
          .atMost(LONG)
          .until(() -> metrics.sum("sluice_deferrals_total", "outcome", "sent") > 500);
      redis.command("CONFIG", "RESETSTAT");
      double sent = metrics.sum("sluice_deferrals_total", "outcome", "sent");
      long began = System.nanoTime();
      Awaitility.await()
          .atMost(LONG)
          .until(() -> metrics.sum("sluice_deferrals_total", "outcome", "sent") == SUBMITS);
      double promoted = SUBMITS - sent;
      double seconds = (System.nanoTime() - began) / 1e9;
      LOG.infof(
          "FIGURES %.0f promoted in %.1f s, %.0f a second; Redis %.0f us each, looks at their tasks"
              + " and decisions included",
          promoted, seconds, promoted / seconds, micros(redis) / promoted);
      assertThat(metrics.sum("sluice_deferrals_total", "outcome", "failed")).isZero();
      assertThat(metrics.sum("sluice_deferrals_total", "outcome", "unknown")).isZero();
    }
  }

  private void accepted(Reply reply) {
    if (reply.taskId().startsWith("sl_")) {
      ids.add(reply.taskId());
    }
  }

  private void poll(LoadClient client, RedisServer redis) {
    List<String> all = List.copyOf(ids);
    Queue<Long> took = new ConcurrentLinkedQueue<>();
    AtomicInteger next = new AtomicInteger();
    redis.command("CONFIG", "RESETSTAT");
    for (int i = 0; i < POLLERS; i++) {
      pollOn(client, all, next, took);
    }
    Awaitility.await().atMost(LONG).until(() -> took.size() >= POLLS);
    List<Long> sorted = took.stream().sorted().toList();
    LOG.infof(
        "FIGURES status of a deferred task, %d at a time: p50 %.2f ms, p99 %.2f ms; Redis %.0f us",
        POLLERS,
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        micros(redis) / POLLS);
  }

  private void pollOn(LoadClient client, List<String> all, AtomicInteger next, Queue<Long> took) {
    int n = next.getAndIncrement();
    if (n >= POLLS) {
      return;
    }
    long from = System.nanoTime();
    client
        .status("key-many", all.get(n * 7 % all.size()))
        .onSuccess(
            reply -> {
              assertThat(reply.state()).isEqualTo("pending");
              took.add(System.nanoTime() - from);
              pollOn(client, all, next, took);
            });
  }

  private static long memory(RedisServer redis) {
    return Long.parseLong(redis.info("memory", "used_memory"));
  }

  /** What Redis has spent on programs since its counts were reset. */
  private static double micros(RedisServer redis) {
    double micros = 0;
    for (String line : String.valueOf(redis.command("INFO", "commandstats")).split("\r?\n")) {
      if (line.startsWith("cmdstat_evalsha")) {
        micros += Double.parseDouble(line.replaceFirst(".*usec=(\\d+),.*", "$1"));
      }
    }
    return micros;
  }

  private static String yaml(SandboxProcess sandbox) {
    return """
        sluice:
          budget: {cold-start: 0s, margin-slots: 0%%}
          tasks: {first-check: 300ms, min-spacing: 100ms}
          upstreams:
            %s
          teams:
            holder: {keys: [key-holder], max-wait: 60s}
            many: {keys: [key-many], overflow: defer, deferred-tasks: 20000}
        """
        .formatted(sandbox.upstream("shared"));
  }
}
