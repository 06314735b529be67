package dev.sluice.redis;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import dev.sluice.time.Timers.Alarm;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection that hears one channel, and is opened again whenever it is lost: after 50 to 500 ms
 * with jitter, also when nothing was heard for {@link Lane#SILENCE} though it was asked for. Its
 * state belongs to its event loop.
 *
 * <p>The client takes a message that arrives between a command and its answer for that answer. So
 * nothing is ever asked here but {@code SUBSCRIBE}, whose answer is a message, too; said again it
 * changes nothing and shows that the server is there.
 *
 * <p>A server that is there may be the wrong one: a master that was replaced and does not know it,
 * a node that left its Cluster. Each 5 s an empty message is published the usual way; where none
 * arrives, the connection is opened again.
 */
final class Ear {

  private static final Logger LOG = Logger.getLogger("dev.sluice.store");

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration IDLE = Duration.ofMillis(400);
  private static final long BETWEEN_ECHOES = Duration.ofSeconds(5).toNanos();
  private static final int MOST_UNHEARD = 2;
  private static final int KIND = 0;
  private static final int PAYLOAD = 2;

  private final String channel;
  private final Broadcasts.Listener listener;
  private final Dialer dialer;
  private final Whereabouts whereabouts;
  private final Timers timers;
  private final Ticker ticker;
  private final Context context;

  private Supplier<Uni<Boolean>> echo = () -> Uni.createFrom().item(false);
  private @Nullable Alarm look;
  private @Nullable OpenLine line;
  private boolean hearing;
  private boolean asking;
  private long askedAt;
  private long heardAt;
  private long echoedAt;
  private int unheard;
  private boolean refusalTold;
  private final Pauses pauses = new Pauses();
  private boolean told;
  private boolean closed;

  Ear(
      String channel,
      Broadcasts.Listener listener,
      Dialer dialer,
      Whereabouts whereabouts,
      Timers timers,
      Ticker ticker) {
    this.channel = channel;
    this.listener = listener;
    this.dialer = dialer;
    this.whereabouts = whereabouts;
    this.timers = timers;
    this.ticker = ticker;
    this.context = dialer.context();
  }

  /**
   * Opens it, now or as soon as the server is there.
   *
   * @param echoing publishes an empty message; true where that was done
   */
  void start(Supplier<Uni<Boolean>> echoing) {
    context.runOnContext(
        now -> {
          echo = echoing;
          look = timers.every(LOOK, () -> context.runOnContext(then -> look()));
          open();
        });
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

  private void open() {
    if (closed) {
      return;
    }
    whereabouts
        .find()
        .compose(dialer::dial)
        .compose(fresh -> whereabouts.isRight(fresh).map(fresh).onFailure(no -> fresh.close()))
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

  private void opened(OpenLine fresh) {
    if (closed) {
      fresh.close();
      return;
    }
    line = fresh;
    long now = ticker.nanos();
    heardAt = now;
    echoedAt = now;
    unheard = 0;
    fresh.onEnd(how -> context.runOnContext(then -> lost(fresh)));
    fresh.onMessage(message -> context.runOnContext(then -> message(fresh, message)));
    ask(fresh, now);
  }

  private void ask(OpenLine over, long now) {
    asking = true;
    askedAt = now;
    over.tell(Request.cmd(Command.SUBSCRIBE).arg(channel));
  }

  private void message(OpenLine over, @Nullable Response message) {
    if (line != over) {
      return;
    }
    heardAt = ticker.nanos();
    asking = false;
    if (message == null || message.type() == ResponseType.ERROR) {
      if (!refusalTold) {
        refusalTold = true;
        LOG.warnf("broadcasts-refused: %s", Failures.of((Throwable) message).getMessage());
      }
      lost(over);
      return;
    }
    String kind = message.size() > PAYLOAD ? String.valueOf(message.get(KIND)) : "";
    if (kind.equals("subscribe")) {
      refusalTold = false;
      become(true);
    } else if (kind.equals("message")) {
      unheard = 0;
      pauses.reset();
      byte[] payload = message.get(PAYLOAD).toBytes();
      if (payload.length > 0) {
        tell(payload);
      }
    }
  }

  private void tell(byte[] payload) {
    try {
      listener.heard(payload);
    } catch (RuntimeException unexpected) {
      LOG.errorf(unexpected, "broadcast-unheeded");
    }
  }

  private void become(boolean now) {
    if (hearing != now || !told) {
      LOG.log(
          now || !told ? Logger.Level.INFO : Logger.Level.WARN,
          now ? "broadcasts-heard" : "broadcasts-unheard");
      hearing = now;
      told = true;
      listener.hearing(now);
    }
  }

  private void lost(OpenLine which) {
    if (line != which) {
      return;
    }
    line = null;
    which.close();
    again();
  }

  private void again() {
    if (closed) {
      return;
    }
    become(false);
    timers.after(pauses.next(), () -> context.runOnContext(now -> open()));
  }

  /** Gives a silent or a deaf connection up; not at once where it was this process that paused. */
  private void look() {
    OpenLine now = line;
    if (now == null || closed) {
      return;
    }
    long time = ticker.nanos();
    long silent = Lane.SILENCE.toNanos();
    if (asking && time - heardAt >= silent && time - askedAt >= silent / 2
        || unheard > MOST_UNHEARD) {
      lost(now);
    } else if (!asking && time - heardAt >= IDLE.toNanos()) {
      ask(now, time);
    }
    if (hearing && time - echoedAt >= BETWEEN_ECHOES) {
      echoedAt = time;
      echo.get()
          .subscribe()
          .with(
              done -> context.runOnContext(then -> unheard += line == now && done ? 1 : 0),
              failure -> {});
    }
  }
}
