package dev.sluice.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to one Redis (a server, a master found through Sentinel, or a Cluster) over a few
 * long-lived, pipelined connections.
 *
 * <p>Every command has a deadline, is sent at most once for each subscription, and ends with its
 * answer (null for nil) or with a {@link StoreFailure}; never by hanging. What is on its way at a
 * time is bounded. Callers may be on any thread; on an event loop they are called back on their
 * own.
 *
 * <p>A command that a stalled Redis did not answer in time may still run later: what must not, says
 * so itself (law G3).
 */
public interface RedisLink {

  /** How long a command may take. In a Cluster one that has to go elsewhere has it twice. */
  Duration DEADLINE = Duration.ofMillis(250);

  /** Sends one command; a Cluster is asked at the node that has the command's first key. */
  Uni<@Nullable Response> send(Request command);

  /**
   * Sends commands for one hash slot together (at most 100), in order; the answers in the same
   * order. Where one is refused all fail, and the others may have run.
   */
  Uni<List<@Nullable Response>> send(List<Request> commands);

  /**
   * Sends commands for one hash slot together and then waits, at most 100 ms, until a replica has
   * them (law G4).
   *
   * @return false where replicas exist and none confirmed; true where one did or none exists
   */
  Uni<Boolean> confirmed(List<Request> commands);

  /**
   * Sends a command without a key to the master, or to every master of a Cluster.
   *
   * @return one answer for each; fails where one does not answer, or where none is known yet
   */
  Uni<List<Response>> everyMaster(Request command);

  /** Whether the last command was answered, or nothing says otherwise yet. */
  boolean up();

  /** How long nothing was answered: small while Redis is there, as idle connections ask too. */
  Duration silence();

  /** Whether anything was ever answered. */
  boolean reached();

  /** Who refused to be talked to, and with what words, while that is so: no user, no password. */
  default Optional<String> refusal() {
    return Optional.empty();
  }

  /** Commands since the start that were not sent, not answered in time, or refused. */
  long failures();

  /** {@code standalone}, {@code sentinel} or {@code cluster}. */
  String mode();

  /** The name of the channel for this, on which a script may publish; see {@link Broadcasts}. */
  default String channel(String what) {
    return KeySpace.channel(what, 0);
  }
}
