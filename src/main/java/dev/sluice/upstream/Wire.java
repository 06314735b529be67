package dev.sluice.upstream;

import dev.sluice.time.RetryAfter;
import dev.sluice.time.Timers;
import dev.sluice.upstream.UpstreamSetting.Limits;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.StreamResetException;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;
import org.jspecify.annotations.Nullable;

/**
 * One pool of connections to one upstream, and the deadline over everything that is sent on it.
 *
 * <p>A call ends after {@link Limits#timeout} at the latest, with a connection or without, and
 * after {@link Limits#connect} where it has none by then. As many calls as the pool has connections
 * may be under way, and for submits as many again may wait for one: their grants would be stale
 * after that.
 */
final class Wire implements Closeable {

  static final String TIMEOUT = "timeout";
  static final String NO_CONNECTION = "no connection in time";
  static final String NO_ROOM = "no room in the pool";
  static final String WITHDRAWN = "permit not usable";

  private final int connections;
  private final int most;
  private final Limits limits;
  private final Destination destination;
  private final Timers timers;
  private final Clock clock;
  private final AtomicInteger underWay = new AtomicInteger();
  private @Nullable VendorClient client;

  private Wire(
      int connections,
      int most,
      Limits limits,
      Destination destination,
      Timers timers,
      Clock clock) {
    this.connections = connections;
    this.most = most;
    this.limits = limits;
    this.destination = destination;
    this.timers = timers;
    this.clock = clock;
  }

  /** For submits: some may wait for a connection. */
  static Wire forSubmits(Limits limits, Destination destination, Timers timers, Clock clock) {
    return new Wire(limits.submits(), 2 * limits.submits(), limits, destination, timers, clock);
  }

  /** For reads: none waits for a connection of another. */
  static Wire forReads(Limits limits, Destination destination, Timers timers, Clock clock) {
    return new Wire(limits.reads(), limits.reads(), limits, destination, timers, clock);
  }

  /**
   * Runs one exchange. Never fails; cancelling gives the exchange up.
   *
   * @param request the request, made at most once
   */
  Uni<Reply> run(Exchange exchange, BiFunction<VendorClient, Exchange, Uni<Response>> request) {
    return Uni.createFrom().emitter(emitter -> start(emitter, exchange, request));
  }

  private void start(
      UniEmitter<? super Reply> emitter,
      Exchange exchange,
      BiFunction<VendorClient, Exchange, Uni<Response>> request) {
    if (underWay.incrementAndGet() > most) {
      underWay.decrementAndGet();
      emitter.complete(new Reply.Failed(false, NO_ROOM));
      return;
    }
    Timers.Alarm connecting = timers.after(limits.connect(), () -> giveUpUnsent(emitter, exchange));
    Timers.Alarm running = timers.after(limits.timeout(), () -> giveUp(emitter, exchange));
    emitter.onTermination(
        () -> {
          connecting.cancel();
          running.cancel();
          exchange.withdraw();
        });
    call(exchange, request)
        .onTermination()
        .invoke(underWay::decrementAndGet)
        .subscribe()
        .with(
            answer -> {
              exchange.end();
              emitter.complete(read(answer));
            },
            failure -> {
              exchange.withdraw();
              emitter.complete(new Reply.Failed(exchange.sent(), describe(failure)));
            });
  }

  private Uni<Response> call(
      Exchange exchange, BiFunction<VendorClient, Exchange, Uni<Response>> request) {
    try {
      return request.apply(client(), exchange);
    } catch (RuntimeException e) {
      return Uni.createFrom().failure(e);
    }
  }

  private static void giveUpUnsent(UniEmitter<? super Reply> emitter, Exchange exchange) {
    if (exchange.withdrawUnsent()) {
      emitter.complete(new Reply.Failed(false, NO_CONNECTION));
    }
  }

  private static void giveUp(UniEmitter<? super Reply> emitter, Exchange exchange) {
    exchange.withdraw();
    emitter.complete(new Reply.Failed(exchange.sent(), TIMEOUT));
  }

  private Reply read(Response answer) {
    Map<String, String> headers = EndToEndHeaders.ofAnswer(answer.getStringHeaders());
    return new Reply.Answered(
        answer.getStatus(),
        headers,
        bytes(answer),
        Optional.ofNullable(headers.get("Retry-After"))
            .flatMap(value -> RetryAfter.parse(value, clock)));
  }

  private static byte[] bytes(Response answer) {
    try (InputStream body = answer.readEntity(InputStream.class)) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String describe(Throwable failure) {
    if (failure instanceof ConnectionHook.NotSent) {
      return WITHDRAWN;
    }
    Throwable cause = failure instanceof StreamResetException ? failure.getCause() : null;
    return cause == null ? failure.getClass().getSimpleName() : String.valueOf(cause.getMessage());
  }

  private synchronized VendorClient client() {
    if (client == null) {
      client =
          destination.client(
              QuarkusRestClientBuilder.newBuilder()
                  .connectTimeout(limits.connect().toMillis(), TimeUnit.MILLISECONDS)
                  .readTimeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS)
                  .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, connections)
                  .followRedirects(false)
                  .disableDefaultMapper(true)
                  .enableCompression(false)
                  .httpClientOptionsCustomizer(this::bound)
                  .register(new ConnectionHook()));
    }
    return client;
  }

  private void bound(HttpClientOptions options) {
    options
        .setMaxWaitQueueSize(most)
        .setKeepAliveTimeout((int) Math.max(1, limits.idle().toSeconds()))
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslHandshakeTimeout(limits.connect().toMillis());
  }

  @Override
  public synchronized void close() throws IOException {
    if (client instanceof Closeable open) {
      open.close();
      client = null;
    }
  }
}
