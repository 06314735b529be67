package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A road to a sandbox on 127.0.0.1, on a port of its own, that does to each submit what it is told
 * and keeps a record of it, by the submit's prompt. Everything else passes.
 *
 * <p>A door that is shut refuses connections, and cuts off those that are open: answers on their
 * way are lost.
 */
public final class FaultyRoad implements AutoCloseable {

  private static final Pattern PROMPT = Pattern.compile("\"prompt\":\"([^\"]*)\"");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
  private static final Set<String> HOPS =
      Set.of("host", "content-length", "connection", "transfer-encoding");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1000));
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final Queue<String> reads = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();
  private final Map<String, Integer> started = new ConcurrentHashMap<>();
  private final int target;
  private final int port = Ports.free();
  private volatile BiFunction<String, Integer, Fate> fates;
  private volatile Duration late = Duration.ofMillis(500);
  private NetServer server;

  /** What becomes of a submit. */
  public enum Fate {
    SERVE(true, false),
    SERVE_LATE(true, false),
    /** These say that nothing was started, and nothing was. */
    ANSWER_429(false, true),
    ANSWER_503(false, true),
    ANSWER_503_INSIDE_200(false, true),
    /** These leave it open. */
    RESET_UNFORWARDED(false, false),
    RESET_FORWARDED(true, false),
    HANG_FORWARDED(true, false),
    ANSWER_500_FORWARDED(true, false),
    ANSWER_502(false, false),
    ANSWER_504_FORWARDED(true, false),
    ANSWER_504_INSIDE_200_FORWARDED(true, false);

    private final boolean forwarded;
    private final boolean nothing;

    Fate(boolean forwarded, boolean nothing) {
      this.forwarded = forwarded;
      this.nothing = nothing;
    }

    /** Whether the sandbox gets it. */
    public boolean forwarded() {
      return forwarded;
    }

    /** Whether its sender is told for certain that nothing was started. */
    public boolean certainlyNothing() {
      return nothing;
    }

    /** Whether its sender is told that a task runs. */
    public boolean served() {
      return this == SERVE || this == SERVE_LATE;
    }
  }

  /** A submit that arrived here whole. */
  public record Event(String prompt, Fate fate, long nanos) {}

  private FaultyRoad(int target, BiFunction<String, Integer, Fate> fates) {
    this.target = target;
    this.fates = fates;
    open();
  }

  /**
   * @param target the sandbox's port
   * @param fates by the prompt, and how often it has come here before
   */
  public static FaultyRoad to(int target, BiFunction<String, Integer, Fate> fates) {
    return new FaultyRoad(target, fates);
  }

  /** The same for every submit. */
  public static FaultyRoad to(int target, Fate fate) {
    return new FaultyRoad(target, (prompt, n) -> fate);
  }

  /** From now on. */
  public void become(Fate fate) {
    fates = (prompt, n) -> fate;
  }

  /** How late {@link Fate#SERVE_LATE} is. */
  public FaultyRoad late(Duration lag) {
    late = lag;
    return this;
  }

  /** The sandbox's entry under {@code sluice.upstreams}, by this road. */
  public String url() {
    return "http://127.0.0.1:" + port + "/sandbox";
  }

  /** All submits that arrived, in order. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** What became of the submits with this prompt, in order. */
  public List<Fate> fates(String prompt) {
    return events.stream().filter(event -> event.prompt().equals(prompt)).map(Event::fate).toList();
  }

  /** How many tasks the sandbox started for this prompt. */
  public int started(String prompt) {
    return started.getOrDefault(prompt, 0);
  }

  /** How many tasks the sandbox started. */
  public int started() {
    return started.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How often this task was asked for. */
  public long reads(String taskId) {
    return reads.stream().filter(uri -> uri.contains("taskId=" + taskId)).count();
  }

  /** Refuses connections from now on, and cuts off those that are open. */
  public void shut() {
    await(server.close());
  }

  /** Takes connections again. */
  public void open() {
    server = vertx.createNetServer(new NetServerOptions().setSoLinger(0).setReuseAddress(true));
    server.connectHandler(this::serve);
    await(server.listen(port, "127.0.0.1"));
  }

  private void serve(NetSocket socket) {
    socket.exceptionHandler(broken -> {});
    Buffer[] rest = {Buffer.buffer()};
    socket.handler(
        chunk -> {
          rest[0].appendBuffer(chunk);
          int end = end(rest[0]);
          if (end > 0) {
            Buffer request = rest[0].getBuffer(0, end);
            rest[0] = rest[0].getBuffer(end, rest[0].length());
            arrived(socket, request);
          }
        });
  }

  private void arrived(NetSocket socket, Buffer request) {
    String text = request.toString(ISO_8859_1);
    if (!text.startsWith("POST ")) {
      reads.add(text.substring(0, text.indexOf('\r')));
      forward(request, answer -> answer(socket, answer));
      return;
    }
    Matcher prompt = PROMPT.matcher(text);
    String marker = prompt.find() ? prompt.group(1) : "";
    Fate fate = fates.apply(marker, arrivals.merge(marker, 1, Integer::sum) - 1);
    events.add(new Event(marker, fate, System.nanoTime()));
    if (fate.forwarded()) {
      forward(
          request,
          answer -> {
            if (answer.toString().contains("\"taskId\"")) {
              started.merge(marker, 1, Integer::sum);
            }
            end(fate, socket, answer);
          });
    } else {
      end(fate, socket, Buffer.buffer());
    }
  }

  private void end(Fate fate, NetSocket socket, Buffer answer) {
    switch (fate) {
      case SERVE -> answer(socket, answer);
      case SERVE_LATE -> vertx.setTimer(late.toMillis(), fired -> answer(socket, answer));
      case ANSWER_429 -> answer(socket, envelope(429, 429, "Retry-After: 1\r\n"));
      case ANSWER_502 -> answer(socket, envelope(502, 502, ""));
      case ANSWER_503 -> answer(socket, envelope(503, 503, ""));
      case ANSWER_503_INSIDE_200 -> answer(socket, envelope(200, 503, ""));
      case ANSWER_500_FORWARDED -> answer(socket, envelope(500, 500, ""));
      case ANSWER_504_FORWARDED -> answer(socket, envelope(504, 504, ""));
      case ANSWER_504_INSIDE_200_FORWARDED -> answer(socket, envelope(200, 504, ""));
      case RESET_UNFORWARDED, RESET_FORWARDED -> socket.close();
      case HANG_FORWARDED -> {}
    }
  }

  private void answer(NetSocket socket, Buffer answer) {
    socket.write(answer);
  }

  private static Buffer envelope(int status, int code, String headers) {
    String body = "{\"code\":%d,\"message\":\"as told\",\"data\":null}".formatted(code);
    return Buffer.buffer(
        "HTTP/1.1 %d Word\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(status, headers, body.length(), body));
  }

  private void forward(Buffer request, java.util.function.Consumer<Buffer> then) {
    String head = request.toString(ISO_8859_1);
    int bodyAt = head.indexOf("\r\n\r\n") + 4;
    String[] lines = head.substring(0, bodyAt - 4).split("\r\n");
    String[] first = lines[0].split(" ");
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(first[0]))
            .setHost("127.0.0.1")
            .setPort(target)
            .setURI(first[1]);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      String name = lines[i].substring(0, colon);
      if (!HOPS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
        options.putHeader(name, lines[i].substring(colon + 1).trim());
      }
    }
    http.request(options)
        .compose(out -> out.send(request.getBuffer(bodyAt, request.length())))
        .compose(
            in ->
                in.body()
                    .map(
                        body ->
                            Buffer.buffer(
                                    "HTTP/1.1 %d Word\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                                        .formatted(in.statusCode(), body.length()))
                                .appendBuffer(body)))
        .onSuccess(then::accept);
  }

  private static int end(Buffer read) {
    String text = read.toString(ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return -1;
    }
    Matcher length = LENGTH.matcher(text.substring(0, head));
    int end = head + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
    return read.length() >= end ? end : -1;
  }

  private static <T> void await(io.vertx.core.Future<T> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
