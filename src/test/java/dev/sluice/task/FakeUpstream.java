package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.passage.SendPermit;
import dev.sluice.testing.TestTime;
import dev.sluice.upstream.Reply;
import dev.sluice.upstream.Upstream;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An upstream whose tasks run for as long as a test says, on virtual time. */
final class FakeUpstream implements Upstream {

  private final TestTime time;
  private final String name;
  private final Map<String, Task> tasks = new HashMap<>();
  private final Map<String, Supplier<Reply>> scripted = new HashMap<>();

  /** The language in which it answers. */
  Dialect dialect;

  Duration latency = Duration.ZERO;
  int statusRequests;
  int balanceRequests;
  Supplier<Reply> balance = () -> json(200, "{\"code\":200,\"data\":74.8700}");

  private record Task(long from, long until) {}

  FakeUpstream(TestTime time, String name) {
    this(time, name, new FakeDialect());
  }

  FakeUpstream(TestTime time, String name, Dialect dialect) {
    this.time = time;
    this.name = name;
    this.dialect = dialect;
  }

  /** A task that runs from now on. */
  void run(String taskId, Duration took) {
    tasks.put(taskId, new Task(time.nanos(), time.nanos() + took.toNanos()));
  }

  /** From now on questions about this task are answered so. */
  void script(String taskId, Supplier<Reply> reply) {
    scripted.put(taskId, reply);
  }

  void unscript(String taskId) {
    scripted.remove(taskId);
  }

  /** Tasks that run at this moment. */
  long running() {
    long now = time.nanos();
    return tasks.values().stream().filter(t -> t.from() <= now && now < t.until()).count();
  }

  void forgetEnded(Duration ago) {
    long limit = time.nanos() - ago.toNanos();
    tasks.values().removeIf(t -> t.until() < limit);
  }

  static Reply json(int status, String body) {
    return new Reply.Answered(
        status,
        Map.of("Content-Type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8),
        Optional.empty());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Uni<Reply> status(String model, String taskId, SendPermit permit) {
    return later(
        () -> {
          if (!permit.usable()) {
            return new Reply.Failed(false, "permit not usable");
          }
          statusRequests++;
          return scripted.containsKey(taskId) ? scripted.get(taskId).get() : state(taskId);
        });
  }

  @Override
  public Uni<Reply> balance(SendPermit permit) {
    return later(
        () -> {
          if (!permit.usable()) {
            return new Reply.Failed(false, "permit not usable");
          }
          balanceRequests++;
          return balance.get();
        });
  }

  private Uni<Reply> later(Supplier<Reply> reply) {
    if (latency.isZero()) {
      return Uni.createFrom().item(reply);
    }
    Duration half = latency.dividedBy(2);
    return Uni.createFrom()
        .emitter(
            emitter ->
                time.after(
                    half,
                    () -> {
                      Reply said = reply.get();
                      time.after(half, () -> emitter.complete(said));
                    }));
  }

  /** What a look would tell now. */
  Reply says(String taskId) {
    return state(taskId);
  }

  private Reply state(String taskId) {
    Task task = tasks.get(taskId);
    if (task == null) {
      return json(404, "{\"code\":404,\"message\":\"task not found\"}");
    }
    long create = millis(task.from());
    if (time.nanos() < task.until()) {
      return json(
          200,
          "{\"code\":200,\"data\":{\"taskId\":\"%s\",\"state\":\"processing\",\"createTime\":%d}}"
              .formatted(taskId, create));
    }
    long complete = millis(task.until());
    return json(
        200,
        ("{\"code\":200,\"data\":{\"taskId\":\"%s\",\"state\":\"success\",\"createTime\":%d,"
                + "\"completeTime\":%d,\"costTime\":%d}}")
            .formatted(taskId, create, complete, complete - create));
  }

  private long millis(long nanos) {
    return time.clock().millis() - Duration.ofNanos(time.nanos() - nanos).toMillis();
  }
}
