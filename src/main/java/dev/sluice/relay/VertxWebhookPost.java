package dev.sluice.relay;

import dev.sluice.time.RetryAfter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks over HTTP/1.1, with connections of their own. A connection is kept for the address that
 * it was opened to. Certificates must be for the host that the URL names.
 *
 * <p>Teams that name the same host and port share its connections, so there may be as many as there
 * are deliveries: what is on its way of one team holds back none of another's.
 *
 * <p>An answer's body is thrown away; one longer than {@value #MOST_BODY} bytes is cut off with its
 * connection, and its status counts.
 */
final class VertxWebhookPost implements WebhookPost, AutoCloseable {

  /** How much of an answer is read. */
  static final int MOST_BODY = 65_536;

  private static final int KEEP_ALIVE_SECONDS = 20;

  private final HttpClient client;
  private final Clock clock;

  /**
   * @param timeout of connecting; the whole is for the caller to bound
   */
  VertxWebhookPost(Vertx vertx, HttpClientOptions usual, Duration timeout, Clock clock) {
    this.clock = clock;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions(usual)
                .setMaxPoolSize(Deliverer.MOST)
                .setMaxWaitQueueSize(Deliverer.MOST)
                .setConnectTimeout((int) timeout.toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS));
  }

  @Override
  public Uni<Attempt> send(
      Target target, IpAddress address, Map<String, String> headers, byte[] body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(target.port(), address.text()))
            .setHost(target.urlHost())
            .setPort(target.port())
            .setSsl(target.scheme().equals("https"))
            .setURI(target.path() + target.query())
            .setFollowRedirects(false);
    headers.forEach(options::putHeader);
    return Uni.createFrom().emitter(emitter -> exchange(options, body, emitter));
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * What was given up before it got a connection is not sent any more. A whole exchange leaves its
   * connection to the next.
   */
  private void exchange(RequestOptions options, byte[] body, UniEmitter<? super Attempt> emitter) {
    var over = new AtomicBoolean();
    var sent = new AtomicReference<@Nullable HttpClientRequest>();
    emitter.onTermination(
        () -> {
          over.set(true);
          HttpClientRequest request = sent.get();
          if (request != null) {
            request.reset();
          }
        });
    client
        .request(options)
        .compose(
            request -> {
              sent.set(request);
              if (over.get()) {
                request.reset();
              }
              return request.send(Buffer.buffer(body)).compose(this::answered);
            })
        .onSuccess(
            attempt -> {
              sent.set(null);
              emitter.complete(attempt);
            })
        .onFailure(emitter::fail);
  }

  /** To be called where the answer arrives: elsewhere it may have gone by before it is read. */
  private Future<Attempt> answered(HttpClientResponse response) {
    Optional<Duration> retryAfter =
        Optional.ofNullable(response.getHeader("Retry-After"))
            .flatMap(value -> RetryAfter.parse(value, clock));
    Attempt answered = new Attempt.Answered(response.statusCode(), retryAfter);
    Promise<Attempt> read = Promise.promise();
    AtomicLong length = new AtomicLong();
    response.handler(
        chunk -> {
          if (length.addAndGet(chunk.length()) > MOST_BODY && read.tryComplete(answered)) {
            response.request().reset();
          }
        });
    response.exceptionHandler(read::tryFail);
    response.endHandler(end -> read.tryComplete(answered));
    return read.future();
  }
}
