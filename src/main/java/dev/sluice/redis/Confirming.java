package dev.sluice.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes of which a server says besides whether a replica has them (law G4), over a connection of
 * their own: after them {@code ROLE}, and {@code WAIT 1 100} unless it was found to have no
 * replica.
 *
 * <p>{@code WAIT} holds its connection, for all of its 100 ms where no replica answers, and covers
 * everything that was written there before. So one is on its way at a time, and what comes
 * meanwhile goes together after it: however many they are, each waits for two of them at most.
 *
 * <p>A replica that joins is noticed by the next question, whose writes then count as not
 * confirmed. Several threads may meet here.
 */
final class Confirming {

  /** Writes that wait for the next question. */
  private static final int ROOM = 512;

  private static final int MOST_MILLIS = 100;

  private final Lane lane;
  private final boolean always;
  private volatile boolean replicated = true;
  private List<Write> waiting = new ArrayList<>();
  private boolean asking;

  private record Write(List<Request> commands, Promise<Boolean> confirmed) {}

  /**
   * @param always whether there are replicas even where none is connected now
   */
  Confirming(Lane lane, boolean always) {
    this.lane = lane;
    this.always = always;
  }

  /** Sends commands together, in order, and says whether they are safe. */
  Future<Boolean> send(List<Request> commands) {
    Write write = new Write(commands, Promise.promise());
    synchronized (this) {
      if (waiting.size() >= ROOM) {
        return Future.failedFuture(Failures.tooMany());
      }
      waiting.add(write);
      if (asking) {
        return write.confirmed.future();
      }
      asking = true;
    }
    depart();
    return write.confirmed.future();
  }

  /** Sends what waits and one question after it. */
  private void depart() {
    List<Write> together;
    synchronized (this) {
      together = waiting;
      waiting = new ArrayList<>();
      asking = !together.isEmpty();
    }
    if (together.isEmpty()) {
      return;
    }
    List<List<Request>> all = new ArrayList<>(together.stream().map(Write::commands).toList());
    all.add(question());
    List<Future<List<@Nullable Response>>> answers = lane.sendEach(all);
    Future<Boolean> safe = answers.get(together.size()).map(this::heard);
    safe.onComplete(
        asked -> {
          for (int i = 0; i < together.size(); i++) {
            answers.get(i).compose(written -> safe).onComplete(together.get(i).confirmed);
          }
          depart();
        });
  }

  private List<Request> question() {
    Request role = Request.cmd(Command.ROLE);
    return replicated
        ? List.of(Request.cmd(Command.WAIT).arg(1).arg(MOST_MILLIS), role)
        : List.of(role);
  }

  /** Whether the answers say that the writes are safe. */
  private boolean heard(List<@Nullable Response> answers) {
    Response role = answers.get(answers.size() - 1);
    Response waited = answers.size() > 1 ? answers.get(0) : null;
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
