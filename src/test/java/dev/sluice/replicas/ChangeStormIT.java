package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.LoadClient;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.SandboxRecord;
import dev.sluice.testing.Scrape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Limits are changed in the files of three replicas while a storm of submits runs. The sandbox
 * judges: its own limits are those of the start, and what is counted is what reached it.
 */
class ChangeStormIT {

  private static final Limits LIMITS = new Limits(600, Duration.ofSeconds(6), 400, "200ms..400ms");

  /** Requests in 6 s that the changed files allow. */
  private static final int FEWER = 240;

  private static final int FEW_SLOTS = 4;
  private static final long OBEYED_WITHIN = 2000;
  private static final long SPAN = 6000;
  private static final Duration END = Duration.ofSeconds(60);

  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<LoadClient.Reply> odd = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile boolean over;

  @Test
  void changedLimitsAreObeyedByAllWithinTwoSecondsAndNothingIsDropped() {
    try (SandboxProcess sandbox = SandboxProcess.start(LIMITS);
        RedisServer redis = RedisServer.start()) {
      List<PackagedGateway> replicas = new ArrayList<>();
      AtomicInteger turn = new AtomicInteger();
      try (LoadClient client =
          new LoadClient(
              () -> replicas.get(turn.getAndIncrement() % replicas.size()).port(), port -> true)) {
        for (int i = 0; i < 3; i++) {
          replicas.add(PackagedGateway.startSmall(yaml(sandbox, 600, 400), redis.properties()));
        }
        client.every(Duration.ofMillis(14), () -> submit(client, "key-red"));
        client.every(Duration.ofMillis(14), () -> submit(client, "key-blue"));
        Awaitility.await().atMost(END).until(() -> accepted(client, sandbox, 2000) > 120);

        change(replicas, yaml(sandbox, FEWER, 400));
        pass(client, sandbox, OBEYED_WITHIN);
        long lowered = accepted(client, sandbox, SPAN);
        assertThat(lowered).isBetween(FEWER / 2L, Math.round(FEWER * 1.05));

        change(replicas, yaml(sandbox, 600, FEW_SLOTS));
        pass(client, sandbox, OBEYED_WITHIN);
        Awaitility.await()
            .atMost(END)
            .until(
                () -> replicas.stream().allMatch(it -> new Scrape(it).slots("red") <= FEW_SLOTS));
        for (int look = 0; look < 10; look++) {
          pass(client, sandbox, 200);
          assertThat(new Scrape(replicas.get(look % 3)).slots("red"))
              .isLessThanOrEqualTo(FEW_SLOTS);
        }
        assertThat(accepted(client, sandbox, SPAN)).isGreaterThan(FEWER);

        over = true;
        Awaitility.await().atMost(END).until(() -> answered.get() == asked.get());
        assertThat(odd).as("answers that are neither a task nor a true refusal").isEmpty();
        assertThat(answers).containsOnlyKeys(200, 429);
        SandboxRecord record = SandboxRecord.read(client, sandbox.port());
        assertThat(record.count("refused")).isZero();
      } finally {
        replicas.forEach(PackagedGateway::close);
      }
    }
  }

  private static void change(List<PackagedGateway> replicas, String yaml) {
    replicas.forEach(replica -> replica.configure(yaml));
  }

  private boolean submit(LoadClient client, String key) {
    if (over) {
      return false;
    }
    asked.incrementAndGet();
    client
        .submit(key, "a cat", 1)
        .onComplete(
            told -> {
              LoadClient.Reply reply = told.result();
              answers
                  .computeIfAbsent(reply.status(), first -> new AtomicInteger())
                  .incrementAndGet();
              if (reply.status() != 200 && (reply.status() != 429 || reply.retryAfter() < 1)) {
                odd.add(reply);
              }
              answered.incrementAndGet();
            });
    return true;
  }

  /** Requests that the sandbox takes in the next so many milliseconds of its own clock. */
  private static long accepted(LoadClient client, SandboxProcess sandbox, long millis) {
    SandboxRecord before = SandboxRecord.read(client, sandbox.port());
    pass(client, sandbox, millis);
    SandboxRecord after = SandboxRecord.read(client, sandbox.port());
    double lasted = after.secondsSince(before) * 1000;
    return Math.round(
        (after.count("accepted") - before.count("accepted")) * Math.min(1, millis / lasted));
  }

  /** Waits until the sandbox's clock has gone on by so much. */
  private static void pass(LoadClient client, SandboxProcess sandbox, long millis) {
    SandboxRecord now = SandboxRecord.read(client, sandbox.port());
    Awaitility.await()
        .atMost(Duration.ofMillis(millis).plus(END))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> SandboxRecord.read(client, sandbox.port()).secondsSince(now) * 1000 >= millis);
  }

  private static String yaml(SandboxProcess sandbox, int requests, int redSlots) {
    return """
        sluice:
          budget: {cold-start: 0s}
          tasks: {first-check: 200ms, min-spacing: 100ms}
          upstreams:
            shared: {dialect: apixo, url: "http://127.0.0.1:%d/sandbox", key: %s, windows: ["%d/6s"], concurrent-tasks: 400}
          teams:
            red: {keys: key-red, concurrent-tasks: %d}
            blue: {keys: key-blue}
        """
        .formatted(sandbox.port(), SandboxProcess.KEY, requests, redSlots);
  }
}
