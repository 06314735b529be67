package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.ScriptedUpstream.Arrival;
import dev.sluice.testing.ScriptedUpstream.Kind;
import dev.sluice.testing.ScriptedUpstream.Task;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/** One request at a {@link ScriptedUpstream}, and what may be done with it. */
public final class Scene {

  private final ScriptedUpstream upstream;
  private final Arrival arrival;
  private final NetSocket socket;

  Scene(ScriptedUpstream upstream, Arrival arrival, NetSocket socket) {
    this.upstream = upstream;
    this.arrival = arrival;
    this.socket = socket;
  }

  /** As a vendor in good health: submits start a task of this length, statuses tell how it is. */
  public void serve(Duration length) {
    if (arrival.kind() == Kind.SUBMIT) {
      accept(upstream.start(arrival.prompt(), length));
    } else if (arrival.kind() == Kind.STATUS) {
      status();
    } else {
      json(200, "{\"code\":200,\"message\":\"success\",\"data\":74.87}");
    }
  }

  /** Starts a task at once, and says so after a while. */
  public void serveLate(Duration lag, Duration length) {
    Task task = upstream.start(arrival.prompt(), length);
    after(lag, () -> accept(task));
  }

  /** Starts a task, and says nothing by this. */
  public void startInSilence(Duration length) {
    upstream.start(arrival.prompt(), length);
  }

  /** The vendor's envelope without data. */
  public void error(int status, String... headers) {
    answer(
        status, "{\"code\":%d,\"message\":\"as told\",\"data\":null}".formatted(status), headers);
  }

  public void json(int status, String body) {
    answer(status, body);
  }

  /** A whole answer; headers as {@code "Name: value"}. */
  public void answer(int status, String body, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Word\r\n");
    boolean html = body.startsWith("<");
    head.append("Content-Type: ").append(html ? "text/html" : "application/json").append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n\r\n");
    socket.write(head + body);
  }

  /** The head of an answer and a part of its body. */
  public void half() {
    socket.write(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{");
  }

  /** Half an answer, and the connection ends. */
  public void cut() {
    half();
    after(Duration.ofMillis(20), socket::close);
  }

  /** Resets the connection without a word. */
  public void reset() {
    socket.close();
  }

  /** Does something later. */
  public void after(Duration delay, Runnable what) {
    upstream.later(delay, what);
  }

  private void accept(Task task) {
    json(
        200,
        "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"%s\"}}".formatted(task.id()));
  }

  private void status() {
    Task task = upstream.task(arrival.taskId());
    if (task == null) {
      error(404);
    } else if (System.nanoTime() < task.endNanos()) {
      told("{\"taskId\":\"%s\",\"state\":\"processing\",\"createTime\":1}".formatted(task.id()));
    } else {
      told(
          "{\"taskId\":\"%s\",\"state\":\"success\",\"resultJson\":\"{}\",\"createTime\":1}"
              .formatted(task.id()));
    }
  }

  private void told(String data) {
    json(200, "{\"code\":200,\"message\":\"success\",\"data\":" + data + "}");
  }
}
