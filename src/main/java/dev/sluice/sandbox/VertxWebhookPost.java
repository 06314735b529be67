package dev.sluice.sandbox;

import io.smallrye.mutiny.Uni;
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
  public Uni<Integer> send(String url, byte[] json) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url)
            .setFollowRedirects(false)
            .putHeader("Content-Type", "application/json");
    return Uni.createFrom()
        .<Integer>emitter(
            emitter ->
                client
                    .request(options)
                    .onFailure(emitter::fail)
                    .onSuccess(
                        request -> {
                          emitter.onTermination(request::reset);
                          exchange(request, json)
                              .subscribe()
                              .with(emitter::complete, emitter::fail);
                        }))
        .ifNoItem()
        .after(TIMEOUT)
        .fail();
  }

  @PreDestroy
  void close() {
    client.close();
  }

  private static Uni<Integer> exchange(HttpClientRequest request, byte[] json) {
    return Uni.createFrom()
        .completionStage(
            () ->
                request
                    .send(Buffer.buffer(json))
                    .compose(response -> response.end().map(end -> response.statusCode()))
                    .toCompletionStage());
  }
}
