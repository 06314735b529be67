package dev.sluice.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import dev.sluice.testing.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Servers of teams that take webhooks: each has a port, a secret and manners of its own. */
final class WebhookReceivers implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final List<Receiver> receivers = new ArrayList<>();

  /** What a receiver does with the n-th attempt (from 1) of a delivery. */
  interface Manners {

    /**
     * @param answer ends the request with a status
     */
    void take(int attempt, Runnable breakOff, Answer answer);

    /** Answers now, or after so many milliseconds. */
    interface Answer {
      void with(int status, int afterMillis);
    }
  }

  /** Answers at once. */
  static Manners healthy() {
    return (attempt, breakOff, answer) -> answer.with(200, 1);
  }

  /** Answers at last. */
  static Manners slow(int millis) {
    return (attempt, breakOff, answer) -> answer.with(204, millis);
  }

  /**
   * Fails by chance, with a status or without.
   *
   * @param most how often in a row at most
   */
  static Manners flaky(long seed, double chance, int most) {
    Random random = new Random(seed);
    return (attempt, breakOff, answer) -> {
      if (attempt > most || random.nextDouble() >= chance) {
        answer.with(200, 1);
      } else if (random.nextBoolean()) {
        answer.with(500, 1);
      } else {
        breakOff.run();
      }
    };
  }

  /** A receiver on a port of its own. */
  Receiver open(String secret, Manners manners) {
    Receiver receiver = new Receiver(Ports.free(), secret, manners);
    receivers.add(receiver);
    try {
      vertx
          .createHttpServer()
          .requestHandler(receiver::take)
          .listen(receiver.port, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return receiver;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** One of them. */
  final class Receiver {
    private final int port;
    private final String secret;
    private final Manners manners;
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<String, String> idsOfTasks = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final List<Long> lags = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    private Receiver(int port, String secret, Manners manners) {
      this.port = port;
      this.secret = secret;
      this.manners = manners;
    }

    String url() {
      return "http://127.0.0.1:" + port + "/hooks/sluice?of=team";
    }

    private void take(HttpServerRequest request) {
      request.body().onSuccess(body -> take(request, body));
    }

    private void take(HttpServerRequest request, Buffer body) {
      long now = System.currentTimeMillis();
      String id = String.valueOf(request.getHeader("webhook-id"));
      try {
        new Webhook(secret).verify(body.toString(), headers(request));
        JsonNode data = JSON.readTree(body.getBytes()).path("data");
        String task = data.path("taskId").textValue();
        String before = idsOfTasks.put(task, id);
        if (before != null && !before.equals(id)) {
          wrong.add("another webhook-id for " + task);
        }
        if (attempts.merge(id, 1, Integer::sum) == 1) {
          lags.add(now - data.path("completeTime").longValue());
        }
        manners.take(
            attempts.get(id),
            () -> request.connection().close(),
            (status, after) ->
                vertx.setTimer(
                    after,
                    due -> {
                      if (status / 100 == 2) {
                        accepted.add(task);
                      }
                      request.response().setStatusCode(status).end();
                    }));
      } catch (Exception e) {
        wrong.add(e + " of " + body);
        request.response().setStatusCode(400).end();
      }
    }

    private HttpHeaders headers(HttpServerRequest request) {
      Map<String, List<String>> all = new HashMap<>();
      request.headers().forEach((name, value) -> all.put(name, List.of(value)));
      return HttpHeaders.of(all, (name, value) -> true);
    }

    /** Tasks whose webhook it answered with success. */
    Set<String> accepted() {
      return Set.copyOf(accepted);
    }

    /** What was not as it should be: signatures, bodies, ids. */
    List<String> wrong() {
      return wrong;
    }

    /** From the tasks' ends to the first attempts, milliseconds, ascending. */
    List<Long> lags() {
      return lags.stream().sorted().toList();
    }

    int attempts() {
      return attempts.values().stream().mapToInt(Integer::intValue).sum();
    }
  }
}
