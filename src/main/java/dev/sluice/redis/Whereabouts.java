package dev.sluice.redis;

import io.vertx.core.Future;

/** Where the server is that a connection shall go to. */
@FunctionalInterface
interface Whereabouts {

  /** Its address as in {@code quarkus.redis.hosts}; called on an event loop. */
  Future<String> find();

  /** Succeeds where the server that was reached is the one that was looked for. */
  default Future<?> isRight(OpenLine reached) {
    return Future.succeededFuture();
  }
}
