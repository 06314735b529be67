package dev.sluice.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a server besides so that it tells whether a replica has what was written (law
 * G4): {@code ROLE}, and {@code WAIT 1 100} unless it was found to have no replica; without one
 * {@code WAIT} would hold the connection for its 100 ms each time.
 *
 * <p>A replica that joins is noticed by the next call, which then counts as not confirmed.
 */
final class Confirming {

  private static final int MOST_MILLIS = 100;

  private final boolean always;
  private volatile boolean replicated = true;

  /**
   * @param always whether there are replicas even where none is connected now
   */
  Confirming(boolean always) {
    this.always = always;
  }

  /** The commands, and the questions after them. */
  List<Request> asked(List<Request> commands) {
    List<Request> all = new ArrayList<>(commands);
    if (replicated) {
      all.add(Request.cmd(Command.WAIT).arg(1).arg(MOST_MILLIS));
    } else {
      all.add(Request.cmd(Command.PING));
    }
    all.add(Request.cmd(Command.ROLE));
    return all;
  }

  /** Whether the answers say that the writes are safe. */
  boolean heard(List<@Nullable Response> answers) {
    Response role = answers.get(answers.size() - 1);
    Response waited = answers.get(answers.size() - 2);
    boolean hasReplicas = always || role == null || role.size() < 3 || role.get(2).size() > 0;
    replicated = hasReplicas;
    return !hasReplicas || isPositive(waited);
  }

  private static boolean isPositive(@Nullable Response waited) {
    return waited != null
        && waited.type() == io.vertx.redis.client.ResponseType.NUMBER
        && waited.toLong() > 0;
  }
}
