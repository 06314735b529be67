package dev.sluice.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the pages as the gateway does, and in the place of administration a {@link StubScene} that
 * a test can disturb: it falls silent, breaks off, or knows the key no more.
 */
final class StubGateway implements AutoCloseable {

  static final String ADMIN = "admin-key-of-alice";
  static final String TEAM = "marketing-key";
  static final String MINTED = "sk_blue_7d1f0c9a5b";

  private static final long TICK_MILLIS = 200;
  private static final int TICKS_A_SAMPLE = 10;

  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Pages pages = new Pages();
  private final StubScene scene = new StubScene();
  private final StubTables tables = new StubTables();
  private final List<String> resumedFrom = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Set<HttpExchange> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;
  private volatile boolean away;
  private volatile String admin = ADMIN;

  StubGateway() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  StubScene scene() {
    return scene;
  }

  /** Streams stay open and say nothing. */
  void silent(boolean wanted) {
    silent = wanted;
  }

  /** Streams break off, and are refused until it is back. */
  void away(boolean wanted) {
    away = wanted;
    streams.forEach(HttpExchange::close);
  }

  /** From now on the administrator's key is another one; open streams end. */
  void forgetTheKey() {
    admin = "another";
    streams.forEach(HttpExchange::close);
  }

  /** The {@code Last-Event-ID} of each stream that was opened, empty where it had none. */
  List<String> resumedFrom() {
    return List.copyOf(resumedFrom);
  }

  /** Methods and addresses of what was asked of administration, in their order. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/dashboard") || path.equals("/me.html") || path.startsWith("/pages/")) {
      page(exchange, path);
    } else if (path.startsWith("/tests/")) {
      test(exchange, path.substring("/tests/".length()));
    } else if (path.equals("/me")) {
      known(exchange, TEAM, StubTables.me());
    } else if (!presented(exchange, admin)) {
      refuse(exchange, 401, "Send an administrator's key.");
    } else if (path.equals("/admin/stream")) {
      stream(exchange);
    } else {
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      administer(exchange, path);
    }
  }

  private void page(HttpExchange exchange, String path) throws IOException {
    Optional<PageFile> file =
        switch (path) {
          case "/dashboard" -> Optional.of(pages.dashboard());
          case "/me.html" -> Optional.of(pages.me());
          default -> pages.asset(path.substring("/pages/".length()));
        };
    if (file.isEmpty()) {
      refuse(exchange, 404, "There is nothing at this path.");
      return;
    }
    file.get().headers().forEach(exchange.getResponseHeaders()::set);
    send(exchange, 200, file.get().type(), file.get().content());
  }

  private static void test(HttpExchange exchange, String name) throws IOException {
    try (InputStream in = StubGateway.class.getResourceAsStream(name)) {
      String type = name.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
      send(exchange, 200, type, in.readAllBytes());
    }
  }

  private void administer(HttpExchange exchange, String path) throws IOException {
    String method = exchange.getRequestMethod();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    switch (method + " " + path) {
      case "GET /admin/overview" -> json(exchange, 200, scene.overview());
      case "GET /admin/audit" -> json(exchange, 200, scene.audit());
      case "GET /admin/teams" -> json(exchange, 200, scene.teams());
      case "PUT /admin/teams/blue" -> {
        scene.changed("blue", StubScene.JSON.readTree(body));
        json(exchange, 200, StubScene.JSON.readTree(body));
      }
      case "DELETE /admin/teams/blue" -> done(exchange, 204, () -> scene.deleted("blue"));
      case "GET /admin/deferred" -> json(exchange, 200, tables.deferred());
      case "DELETE /admin/deferred/sl_1" -> done(exchange, 204, tables::drop);
      case "GET /admin/usage" -> usage(exchange, query);
      case "GET /admin/slots" -> json(exchange, 200, StubScene.slots());
      case "GET /admin/deliveries" -> json(exchange, 200, scene.deliveries());
      case "GET /admin/tasks" -> json(exchange, 200, StubScene.tasks(!query.contains("cursor=")));
      case "GET /admin/tasks/task_flux2_0007" ->
          json(exchange, 200, StubScene.task("task_flux2_0007"));
      case "POST /admin/upstreams/apixo/pause" -> done(exchange, 204, () -> scene.pause(true));
      case "POST /admin/upstreams/apixo/resume" -> done(exchange, 204, () -> scene.pause(false));
      case "POST /admin/slots/s_81f2/release" ->
          done(exchange, 204, () -> scene.released("s_81f2"));
      case "POST /admin/deliveries/d_1/redeliver" ->
          done(exchange, 202, () -> scene.redelivered("d_1"));
      case "POST /admin/teams" -> create(exchange, body);
      case "POST /admin/teams/blue/keys" -> {
        scene.minted("blue", "k_ab12");
        json(exchange, 201, key("k_ab12"));
      }
      case "POST /admin/teams/blue/keys/k_ab12/rotate" -> {
        scene.minted("blue", "k_cd34");
        ObjectNode rotated = key("k_cd34");
        rotated.putObject("old").put("keyId", "k_ab12").put("expires", "2026-12-01T10:00:00Z");
        json(exchange, 201, rotated);
      }
      case "DELETE /admin/teams/blue/keys/k_cd34" ->
          done(exchange, 204, () -> scene.revoked("blue", "k_cd34"));
      default -> refuse(exchange, 404, "There is nothing at this path.");
    }
  }

  private void create(HttpExchange exchange, String body) throws IOException {
    JsonNode wanted = StubScene.JSON.readTree(body);
    String id = wanted.path("id").asText();
    if (!id.matches("[A-Za-z0-9._-]+")) {
      refuse(exchange, 400, "id: '" + id + "' may hold letters, digits, '.', '_' and '-'.");
      return;
    }
    scene.created(id);
    json(exchange, 201, wanted);
  }

  private static void usage(HttpExchange exchange, String query) throws IOException {
    if (query.contains("format=csv")) {
      exchange
          .getResponseHeaders()
          .set("Content-Disposition", "attachment; filename=\"usage-2026-11.csv\"");
      send(exchange, 200, "text/csv;charset=UTF-8", StubTables.CSV.getBytes(UTF_8));
    } else {
      json(exchange, 200, StubTables.usage(query.contains("day")));
    }
  }

  private static ObjectNode key(String keyId) {
    return StubScene.JSON
        .createObjectNode()
        .put("keyId", keyId)
        .put("key", MINTED)
        .putNull("expires");
  }

  private void stream(HttpExchange exchange) throws IOException {
    resumedFrom.add(
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID")).orElse(""));
    if (away) {
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    streams.add(exchange);
    try (OutputStream out = exchange.getResponseBody()) {
      long now = System.currentTimeMillis();
      ObjectNode history = StubScene.JSON.createObjectNode().put("stepSeconds", 5);
      history.putArray("samples").addAll(StubScene.samples(now));
      write(out, "retry: 300\n\n" + event("history", now, history));
      for (int tick = 1; !away; tick++) {
        // The pace of what is sent; it waits for nothing, and nobody waits for it by the clock.
        Thread.sleep(TICK_MILLIS);
        if (!silent) {
          write(out, event("overview", null, scene.overview()));
          if (tick % TICKS_A_SAMPLE == 0) {
            // Time runs faster here than on the clock, so that a test need not wait.
            long at = now + tick / TICKS_A_SAMPLE * 5000L;
            write(out, event("sample", at, StubScene.sample(at, 180 + tick / TICKS_A_SAMPLE)));
          }
        }
      }
    } catch (IOException leftOrClosed) {
      // The page has gone, or the test has closed it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.remove(exchange);
    }
  }

  private static String event(String type, Long id, JsonNode data) {
    return (id == null ? "" : "id: " + id + "\n") + "event: " + type + "\ndata: " + data + "\n\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private void known(HttpExchange exchange, String key, JsonNode answer) throws IOException {
    if (presented(exchange, key)) {
      json(exchange, 200, answer);
    } else {
      refuse(exchange, 401, "Send your team's key.");
    }
  }

  private static boolean presented(HttpExchange exchange, String key) {
    return ("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static void done(HttpExchange exchange, int status, Runnable change) throws IOException {
    change.run();
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static void refuse(HttpExchange exchange, int status, String detail) throws IOException {
    json(
        exchange,
        status,
        StubScene.JSON
            .createObjectNode()
            .put("code", status)
            .put("message", detail)
            .put("detail", detail));
  }

  private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, "application/json", body.toString().getBytes(UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
