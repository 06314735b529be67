package dev.sluice.sandbox;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Webhooks over a small pool of their own, so that a hanging receiver delays nothing else. */
@Singleton
final class VertxWebhookPost implements WebhookPost {

  /** For connecting and the whole answer together. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;

  VertxWebhookPost(Vertx vertx) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setMaxPoolSize(20)
                .setMaxWaitQueueSize(Webhooks.MOST_OUTSTANDING)
                .setConnectTimeout((int) TIMEOUT.toMillis())
                .setKeepAliveTimeout(20));
  }

  @Override
  public Uni<Integer> send(String url, Letter letter) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url)
            .setFollowRedirects(false)
            .putHeader("Content-Type", "application/json");
    letter.headers().forEach(options::putHeader);
    return Uni.createFrom()
        .<Integer>emitter(emitter -> exchange(options, letter.json(), emitter))
        .ifNoItem()
        .after(TIMEOUT)
        .fail();
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /** What was given up before it got a connection is not sent any more. */
  private void exchange(RequestOptions options, byte[] json, UniEmitter<? super Integer> emitter) {
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
              return request
                  .send(Buffer.buffer(json))
                  .compose(response -> response.end().map(end -> response.statusCode()));
            })
        .onSuccess(emitter::complete)
        .onFailure(emitter::fail);
  }
}
