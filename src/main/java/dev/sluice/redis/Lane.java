package dev.sluice.redis;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import dev.sluice.time.Timers.Alarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is opened again whenever it is lost: after 50 to 500 ms with jitter, also when
 * nothing was answered for {@link #SILENCE} while something was asked. Its state belongs to its
 * event loop; {@link #send} is for any thread.
 */
final class Lane {

  static final Duration SILENCE = Duration.ofSeconds(1);

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration IDLE = Duration.ofMillis(400);

  private final Dialer dialer;
  private final Whereabouts whereabouts;
  private final Timers timers;
  private final Ticker ticker;
  private final Pulse pulse;
  private final Context context;

  private volatile @Nullable OpenLine line;
  private volatile long heardAt;
  private @Nullable Alarm look;
  private long openedAt;
  private long pingedAt;
  private boolean pinging;
  private final Pauses pauses = new Pauses();
  private boolean closed;

  Lane(Dialer dialer, Whereabouts whereabouts, Timers timers, Ticker ticker, Pulse pulse) {
    this.dialer = dialer;
    this.whereabouts = whereabouts;
    this.timers = timers;
    this.ticker = ticker;
    this.pulse = pulse;
    this.context = dialer.context();
  }

  /** Opens it, now or as soon as the server is there. */
  void start() {
    context.runOnContext(
        now -> {
          look = timers.every(LOOK, () -> context.runOnContext(then -> look()));
          open();
        });
  }

  boolean connected() {
    return line != null;
  }

  /** Where it goes to now, or null while it is not open. */
  @Nullable String address() {
    OpenLine now = line;
    return now == null ? null : now.address();
  }

  /**
   * Sends commands together, in order.
   *
   * @return the answers; null where it is not open or full, and nothing was sent
   */
  @Nullable Future<List<@Nullable Response>> send(List<Request> commands) {
    OpenLine now = line;
    return now == null ? null : send(now, commands);
  }

  private @Nullable Future<List<@Nullable Response>> send(OpenLine over, List<Request> commands) {
    Future<List<@Nullable Response>> answers = over.send(commands);
    return answers == null
        ? null
        : answers
            .onSuccess(any -> heard())
            .recover(cause -> Future.failedFuture(judged(over, Failures.of(cause))));
  }

  /**
   * Sends several groups of commands over one and the same connection, in order; each has its own
   * answers, or a failure.
   */
  List<Future<List<@Nullable Response>>> sendEach(List<List<Request>> groups) {
    OpenLine now = line;
    List<Future<List<@Nullable Response>>> all = new ArrayList<>(groups.size());
    for (List<Request> group : groups) {
      Future<List<@Nullable Response>> answers = now == null ? null : send(now, group);
      StoreFailure refusal = now == null ? Failures.noConnection() : Failures.tooMany();
      all.add(answers == null ? Future.failedFuture(refusal) : answers);
    }
    return all;
  }

  /** Gives the connection up and opens another, which may lead elsewhere. */
  void reopen() {
    OpenLine now = line;
    if (now != null) {
      context.runOnContext(then -> lost(now));
    }
  }

  void close() {
    context.runOnContext(
        now -> {
          closed = true;
          if (look != null) {
            look.cancel();
          }
          OpenLine last = line;
          line = null;
          if (last != null) {
            last.close();
          }
        });
  }

  private StoreFailure judged(OpenLine over, StoreFailure failure) {
    if (failure.kind() == StoreFailure.Kind.REFUSED) {
      heard();
      if (Failures.saysNotAllowed(failure)) {
        dialer.doors().failed(over.address(), failure);
      }
      if (Failures.saysNoMaster(failure)) {
        context.runOnContext(then -> lost(over));
      }
    }
    return failure;
  }

  private void heard() {
    heardAt = ticker.nanos();
    pulse.answered();
  }

  private void open() {
    if (closed) {
      return;
    }
    whereabouts
        .find()
        .compose(dialer::dial)
        .compose(this::checked)
        .onComplete(
            result ->
                context.runOnContext(
                    now -> {
                      if (result.succeeded()) {
                        opened(result.result());
                      } else {
                        again();
                      }
                    }));
  }

  private Future<OpenLine> checked(OpenLine fresh) {
    return whereabouts
        .isRight(fresh)
        .map(fresh)
        .onFailure(
            wrong -> {
              dialer.doors().failed(fresh.address(), wrong);
              fresh.close();
            });
  }

  private void opened(OpenLine fresh) {
    if (closed) {
      fresh.close();
      return;
    }
    dialer.doors().opened();
    openedAt = ticker.nanos();
    pinging = false;
    heard();
    fresh.onEnd(how -> context.runOnContext(now -> lost(fresh)));
    line = fresh;
  }

  private void lost(OpenLine which) {
    if (line != which) {
      return;
    }
    line = null;
    which.close();
    if (ticker.nanos() - openedAt >= SILENCE.toNanos()) {
      pauses.reset();
    }
    again();
  }

  private void again() {
    if (closed) {
      return;
    }
    timers.after(pauses.next(), () -> context.runOnContext(now -> open()));
  }

  /**
   * Keeps an idle connection's pulse, and gives a silent one up; not at once where it was this
   * process that paused.
   */
  private void look() {
    OpenLine now = line;
    if (now == null || closed) {
      return;
    }
    long time = ticker.nanos();
    if (pinging
        && time - heardAt >= SILENCE.toNanos()
        && time - pingedAt >= SILENCE.toNanos() / 2) {
      lost(now);
    } else if (!pinging && time - heardAt >= IDLE.toNanos()) {
      ping(now);
    }
  }

  private void ping(OpenLine over) {
    Future<List<@Nullable Response>> answer = send(List.of(Request.cmd(Command.PING)));
    if (answer != null) {
      pinging = true;
      pingedAt = ticker.nanos();
      answer.onComplete(
          done ->
              context.runOnContext(
                  then -> {
                    if (line == over) {
                      pinging = false;
                    }
                  }));
    }
  }
}
