package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A team's client of a {@link PackagedGateway}: submits and polls as the vendor's clients do. */
public final class TeamClient {

  private static final Pattern TASK_ID = Pattern.compile("\"taskId\":\"([^\"]+)\"");
  private static final Pattern STATE = Pattern.compile("\"state\":\"([^\"]+)\"");
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final PackagedGateway gateway;
  private final String key;

  public TeamClient(PackagedGateway gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  /** An answer, and how long it took. */
  public record Heard(HttpResponse<String> response, Duration took) {

    public int status() {
      return response.statusCode();
    }

    public String body() {
      return response.body();
    }

    /** The first value of a header; empty text where there is none. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The task's id; empty text where there is none. */
    public String taskId() {
      return first(TASK_ID, body());
    }

    /** The task's state; empty text where there is none. */
    public String state() {
      return first(STATE, body());
    }

    /** {@code Retry-After}. */
    public Duration retryAfter() {
      return Duration.ofSeconds(Long.parseLong(header("Retry-After")));
    }

    /** The r of a policy in {@code RateLimit}. */
    public long left(String policy) {
      return Long.parseLong(
          first(Pattern.compile('"' + policy + "\";r=(\\d+)"), header("RateLimit")));
    }
  }

  /** Submits and waits for the answer; headers as name, value, name, value. */
  public Heard submit(String prompt, String... headers) {
    return submitting(prompt, headers).join();
  }

  /** Submits; the answer comes later. */
  public CompletableFuture<Heard> submitting(String prompt, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.uri("/api/v1/generateTask/flux2"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body(prompt)));
    return send(request, headers);
  }

  /** Submits, and does not care for the answer. */
  public void submitCarelessly(String prompt, String... headers) {
    submitting(prompt, headers).exceptionally(failure -> null);
  }

  /** Polls a task. */
  public Heard status(String taskId, String... headers) {
    return polling(taskId, headers).join();
  }

  /** Polls a task; the answer comes later. */
  public CompletableFuture<Heard> polling(String taskId, String... headers) {
    return send(
        HttpRequest.newBuilder(gateway.uri("/api/v1/statusTask/flux2?taskId=" + taskId)), headers);
  }

  private CompletableFuture<Heard> send(HttpRequest.Builder request, String... headers) {
    request.timeout(Duration.ofSeconds(60)).header("Authorization", "Bearer " + key);
    if (headers.length > 0) {
      request.headers(headers);
    }
    long from = System.nanoTime();
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString())
        .thenApply(heard -> new Heard(heard, Duration.ofNanos(System.nanoTime() - from)));
  }

  /** Submits on a connection of its own, without listening: closing it is the client's leaving. */
  public Socket submitAndHold(String prompt, String... headers) {
    byte[] body = body(prompt).getBytes(UTF_8);
    StringBuilder head =
        new StringBuilder("POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\n");
    head.append("Authorization: Bearer ").append(key).append("\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    try {
      Socket socket = new Socket("127.0.0.1", gateway.port());
      socket.getOutputStream().write(head.toString().getBytes(UTF_8));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String body(String prompt) {
    return "{\"request_type\":\"async\",\"input\":{\"mode\":\"pro-text-to-image\",\"prompt\":\"%s\",\"aspect_ratio\":\"1:1\",\"resolution\":\"1K\"}}"
        .formatted(prompt);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
