package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An APIXO upstream on a loopback port that does with each request what a script says, and keeps a
 * record of every request with its time. The script runs on the upstream's own thread and must not
 * block.
 */
public final class ScriptedUpstream implements AutoCloseable {

  private static final Pattern PROMPT = Pattern.compile("\"prompt\":\"([^\"]*)\"");
  private static final Pattern TASK_ID = Pattern.compile("[?&]taskId=([^& ]+)");

  private final Vertx vertx = Vertx.vertx();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final Map<String, Task> tasks = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final int port;
  private volatile Script script;
  private NetServer server;

  /** What a request asks for. */
  public enum Kind {
    SUBMIT,
    STATUS,
    BALANCE
  }

  /**
   * A request, complete.
   *
   * @param prompt of a submit, else empty
   * @param taskId of a status, else empty
   * @param nanos when it had arrived, by {@link System#nanoTime}
   */
  public record Arrival(Kind kind, String prompt, String taskId, long nanos) {}

  /** A task that was started; it ends at the time {@code endNanos}. */
  record Task(String id, String prompt, long endNanos) {}

  /** Decides what is done with a request. */
  @FunctionalInterface
  public interface Script {
    void play(Arrival arrival, Scene scene);
  }

  private ScriptedUpstream(int port, Script script) {
    this.script = script;
    this.port = listen(port);
  }

  /** On a free port. */
  public static ScriptedUpstream playing(Script script) {
    return new ScriptedUpstream(0, script);
  }

  /** On this port. */
  public static ScriptedUpstream on(int port, Script script) {
    return new ScriptedUpstream(port, script);
  }

  /** From now on another script. */
  public void play(Script next) {
    script = next;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Everything that arrived, in order. */
  public List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** What arrived of one kind, in order. */
  public List<Arrival> arrivals(Kind kind) {
    return arrivals.stream().filter(arrival -> arrival.kind() == kind).toList();
  }

  /** The prompts of all submits, in order. */
  public List<String> prompts() {
    return arrivals(Kind.SUBMIT).stream().map(Arrival::prompt).toList();
  }

  /** Whether it has started this task. */
  public boolean knows(String taskId) {
    return tasks.containsKey(taskId);
  }

  /** The id of the task that the submit with this prompt started. */
  public String taskOf(String prompt) {
    return tasks.values().stream()
        .filter(task -> task.prompt().equals(prompt))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** How many tasks it has started. */
  public int started() {
    return tasks.size();
  }

  Task start(String prompt, Duration length) {
    String id = "t-%d-%d".formatted(port, ids.incrementAndGet());
    Task task = new Task(id, prompt, System.nanoTime() + length.toNanos());
    tasks.put(id, task);
    return task;
  }

  Task task(String id) {
    return tasks.get(id);
  }

  /** Ends all tasks that run. */
  public void endAllTasks() {
    tasks.replaceAll((id, task) -> new Task(id, task.prompt(), System.nanoTime()));
  }

  void later(Duration delay, Runnable what) {
    vertx.setTimer(Math.max(1, delay.toMillis()), fired -> what.run());
  }

  private int listen(int wanted) {
    server = vertx.createNetServer(new NetServerOptions().setSoLinger(0));
    server.connectHandler(this::serve);
    try {
      return server
          .listen(wanted, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(5, TimeUnit.SECONDS)
          .actualPort();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(NetSocket socket) {
    socket.exceptionHandler(broken -> {});
    StringBuilder read = new StringBuilder();
    socket.handler(
        chunk -> {
          read.append(chunk.toString(ISO_8859_1));
          for (int end = end(read); end > 0; end = end(read)) {
            Arrival arrival = arrival(read.substring(0, end));
            read.delete(0, end);
            arrivals.add(arrival);
            script.play(arrival, new Scene(this, arrival, socket));
          }
        });
  }

  private static Arrival arrival(String request) {
    Matcher prompt = PROMPT.matcher(request);
    Matcher taskId = TASK_ID.matcher(request);
    Kind kind =
        request.startsWith("POST ")
            ? Kind.SUBMIT
            : request.contains("/statusTask/") ? Kind.STATUS : Kind.BALANCE;
    return new Arrival(
        kind,
        kind == Kind.SUBMIT && prompt.find() ? prompt.group(1) : "",
        kind == Kind.STATUS && taskId.find() ? taskId.group(1) : "",
        System.nanoTime());
  }

  private static int end(StringBuilder read) {
    int head = read.indexOf("\r\n\r\n");
    if (head < 0) {
      return -1;
    }
    Matcher length =
        Pattern.compile("(?i)content-length: *(\\d+)").matcher(read.substring(0, head));
    int end = head + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
    return read.length() >= end ? end : -1;
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
