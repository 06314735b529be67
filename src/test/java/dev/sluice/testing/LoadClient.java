package dev.sluice.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many clients of running gateways on one event loop, so that they cost little beside them. Nothing
 * here fails: what got no answer has status 0, or {@link #GONE} where the gateway that was asked
 * had been killed.
 */
public final class LoadClient implements AutoCloseable {

  /** The status of what was under way to a gateway when it was killed. */
  public static final int GONE = -1;

  private static final int CONNECTIONS = 4000;
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Pattern TASK = Pattern.compile("\"taskId\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern STATE = Pattern.compile("\"(?:status|state)\"\\s*:\\s*\"([a-z]+)\"");

  private final Vertx vertx;
  private final Context thread;
  private final HttpClient http;
  private final IntSupplier doors;
  private final IntPredicate living;
  private volatile boolean closed;

  /**
   * An answer.
   *
   * @param status 0 where there was none, {@link LoadClient#GONE} where nobody was left to give one
   * @param retryAfter seconds, 0 where nothing was said
   * @param body the answer's body; of an answer that never came, why
   */
  public record Reply(int status, int retryAfter, String body) {

    /** The first task id in it; empty where there is none. */
    public String taskId() {
      return first(TASK);
    }

    /** The state of the task that it tells; empty where it tells none. */
    public String state() {
      return first(STATE);
    }

    private String first(Pattern pattern) {
      Matcher matcher = pattern.matcher(body);
      return matcher.find() ? matcher.group(1) : "";
    }
  }

  /**
   * @param port the gateway's, on this machine
   */
  public LoadClient(int port) {
    this(() -> port, living -> true);
  }

  /**
   * @param doors the port that the next request goes to
   * @param living whether nobody has killed the gateway of a port
   */
  public LoadClient(IntSupplier doors, IntPredicate living) {
    this.doors = doors;
    this.living = living;
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    this.thread = vertx.getOrCreateContext();
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setMaxWaitQueueSize(-1)
                .setConnectTimeout((int) TIMEOUT.toMillis()));
  }

  /** Submits a task with {@code Prefer: wait}, in seconds. */
  public Future<Reply> submit(String key, String prompt, int wait) {
    return submit(key, prompt, wait, TIMEOUT);
  }

  /** Submits like {@link #submit}, by a client that leaves after a while, answered or not. */
  public Future<Reply> submit(String key, String prompt, int wait, Duration stay) {
    RequestOptions options =
        options(HttpMethod.POST, doors.getAsInt(), "/api/v1/generateTask/flux2", key)
            .setTimeout(stay.toMillis())
            .putHeader("Content-Type", "application/json")
            .putHeader("Prefer", "wait=" + wait);
    return send(options, Buffer.buffer("{\"input\":{\"prompt\":\"" + prompt + "\"}}"));
  }

  /** Submits a task as the vendor's own clients do, without a preference. */
  public Future<Reply> submitPlainly(String key, String prompt) {
    RequestOptions options =
        options(HttpMethod.POST, doors.getAsInt(), "/api/v1/generateTask/flux2", key)
            .putHeader("Content-Type", "application/json");
    return send(options, Buffer.buffer("{\"input\":{\"prompt\":\"" + prompt + "\"}}"));
  }

  /** Submits a task of a model; with {@code Prefer: wait} in seconds where that is not 0. */
  public Future<Reply> submitOf(String model, String key, String prompt, int wait) {
    RequestOptions options =
        options(HttpMethod.POST, doors.getAsInt(), "/api/v1/generateTask/" + model, key)
            .putHeader("Content-Type", "application/json");
    if (wait > 0) {
      options.putHeader("Prefer", "wait=" + wait);
    }
    return send(options, Buffer.buffer("{\"input\":{\"prompt\":\"" + prompt + "\"}}"));
  }

  /** Submits a task whose end is to be told at a URL, with {@code Prefer: wait}, in seconds. */
  public Future<Reply> submitWithCallback(String key, String prompt, String url, int wait) {
    RequestOptions options =
        options(HttpMethod.POST, doors.getAsInt(), "/api/v1/generateTask/flux2", key)
            .putHeader("Content-Type", "application/json")
            .putHeader("Prefer", "wait=" + wait);
    return send(
        options,
        Buffer.buffer(
            "{\"request_type\":\"callback\",\"callback_url\":\"%s\",\"input\":{\"prompt\":\"%s\"}}"
                .formatted(url, prompt)));
  }

  /** Polls a task. */
  public Future<Reply> status(String key, String taskId) {
    return send(
        options(HttpMethod.GET, doors.getAsInt(), "/api/v1/statusTask/flux2?taskId=" + taskId, key),
        Buffer.buffer());
  }

  /** Reads a page that anybody may. */
  public Reply page(String path) {
    return page(doors.getAsInt(), path);
  }

  /** Reads a page of the gateway at a port. */
  public Reply page(int port, String path) {
    CompletableFuture<Reply> page = new CompletableFuture<>();
    thread.runOnContext(
        now ->
            send(options(HttpMethod.GET, port, path, "none"), Buffer.buffer())
                .onSuccess(page::complete));
    try {
      return page.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(path, e);
    }
  }

  /** Runs something on the clients' own thread, after a while. */
  public void after(Duration delay, Runnable task) {
    thread.runOnContext(now -> vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run()));
  }

  /** Runs something on the clients' own thread, again and again, for as long as it says yes. */
  public void every(Duration period, BooleanSupplier task) {
    thread.runOnContext(
        now ->
            vertx.setPeriodic(
                period.toMillis(),
                id -> {
                  if (!task.getAsBoolean()) {
                    vertx.cancelTimer(id);
                  }
                }));
  }

  private static RequestOptions options(HttpMethod method, int port, String path, String key) {
    return new RequestOptions()
        .setMethod(method)
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI(path)
        .setTimeout(TIMEOUT.toMillis())
        .putHeader("Authorization", "Bearer " + key);
  }

  private Future<Reply> send(RequestOptions options, Buffer body) {
    if (closed) {
      return Future.succeededFuture(new Reply(0, 0, "closed"));
    }
    return http.request(options)
        .compose(request -> request.send(body))
        .compose(answer -> answer.body().map(bytes -> reply(answer, bytes)))
        .otherwise(
            failure ->
                new Reply(living.test(options.getPort()) ? 0 : GONE, 0, String.valueOf(failure)));
  }

  private static Reply reply(HttpClientResponse answer, Buffer body) {
    String again = answer.getHeader("Retry-After");
    return new Reply(
        answer.statusCode(), again == null ? 0 : Integer.parseInt(again), body.toString());
  }

  @Override
  public void close() {
    closed = true;
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
