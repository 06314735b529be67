package dev.sluice.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to one Redis (a server, a master found through Sentinel, or a Cluster) over a few
 * long-lived, pipelined connections.
 *
 * <p>Every command has a deadline, is sent at most once, and ends with its answer (null for nil) or
 * with a {@link StoreFailure}; never by hanging. What is on its way at a time is bounded.
 */
public interface RedisLink {

  /** How long a command may take. */
  Duration DEADLINE = Duration.ofMillis(250);

  /** Sends one command; a Cluster is asked at the node that has the command's first key. */
  Uni<@Nullable Response> send(Request command);

  /** Sends commands for one hash slot together, in order; the answers in the same order. */
  Uni<List<@Nullable Response>> send(List<Request> commands);

  /**
   * Sends commands for one hash slot together and then waits, at most 100 ms, until a replica has
   * them (law G4).
   *
   * @return false where replicas exist and none confirmed; true where one did or none exists
   */
  Uni<Boolean> confirmed(List<Request> commands);

  /** Whether the last command was answered, or nothing says otherwise yet. */
  boolean up();
}
