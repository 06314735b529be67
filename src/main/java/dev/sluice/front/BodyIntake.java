package dev.sluice.front;

import dev.sluice.front.FrontSettings.BodyLimits;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.time.Timers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Reads every request body itself, counted and timed, and hands it on whole: what is behind the
 * gate never meets a body that is too large, too slow, or compressed, and all bodies together stay
 * within a {@link BodyRoom} until their requests are answered. For HTTP/1.1 only: behind the gate a
 * request is paused once more, which HTTP/2 takes amiss after the end.
 */
@Singleton
final class BodyIntake {

  private static final Duration COME_BACK = Duration.ofSeconds(1);

  /** What an administrator writes is a team's configuration at most. */
  private static final long MOST_ADMIN_BYTES = 64 * 1024;

  private final BodyLimits limits;
  private final TurnAway turnAway;
  private final Timers timers;
  private final BodyRoom room;

  BodyIntake(FrontSettings settings, TurnAway turnAway, Timers timers) {
    this.limits = settings.limits();
    this.turnAway = turnAway;
    this.timers = timers;
    this.room = BodyRoom.within(Runtime.getRuntime().maxMemory(), limits.mostCallbackBytes());
  }

  /** Whether a body follows the header. */
  boolean expected(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length != null) {
      return !length.equals("0");
    }
    return request.headers().contains("Transfer-Encoding");
  }

  /** Reads it and goes on, or refuses. */
  void take(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!plainlyFramed(request)) {
      turnAway.refuseAndClose(context, framed());
      return;
    }
    if (!request.headers().getAll("Content-Encoding").stream().allMatch(BodyIntake::isPlain)) {
      turnAway.refuseAndClose(context, encoded());
      return;
    }
    long most = most(request.path());
    if (announced(request) > most) {
      turnAway.refuseAndClose(context, tooLarge(most));
      return;
    }
    if (request.headers().contains("Expect", "100-continue", true)) {
      request.headers().remove("Expect");
      context.response().writeContinue();
    }
    new Reader(context, most).start();
  }

  private long most(String path) {
    if (AdminPaths.cover(path)) {
      return MOST_ADMIN_BYTES;
    }
    return PathTable.callback(path).isPresent() ? limits.mostCallbackBytes() : limits.mostBytes();
  }

  private static boolean isPlain(String encoding) {
    return encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
  }

  /**
   * Whether every reader finds the same end of the body: by its length, or by one {@code chunked}.
   * With other transfer codings two servers in a row may disagree about where it is.
   */
  private static boolean plainlyFramed(HttpServerRequest request) {
    List<String> codings = request.headers().getAll("Transfer-Encoding");
    return codings.isEmpty()
        || (codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked"));
  }

  private static Refusal framed() {
    return Refusal.of(
        Reason.MALFORMED, "Transfer-Encoding: the only one that is taken is chunked, once.");
  }

  private static long announced(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static Refusal tooLarge(long most) {
    return Refusal.of(
        Reason.TOO_LARGE,
        "The request body is larger than " + most + " bytes; send media by URL instead of inline.");
  }

  private Refusal late() {
    return Refusal.of(
        Reason.INCOMPLETE_BODY,
        "The request body was not complete within "
            + limits.complete().toMillis()
            + " ms; nothing was sent to the upstream, send it again.");
  }

  private static Refusal crowded() {
    return Refusal.of(
            Reason.UNAVAILABLE,
            "The request bodies that are being served fill the memory set aside for them; nothing"
                + " was sent, send it again.")
        .retryAfter(COME_BACK);
  }

  private static Refusal encoded() {
    return Refusal.of(
            Reason.ENCODED_BODY, "The request body has a Content-Encoding; send it without one.")
        .with("Accept-Encoding", "identity");
  }

  /** One body on its way in. Everything here happens on the request's own event loop. */
  private final class Reader {

    private final RoutingContext context;
    private final long most;
    private Buffer body = Buffer.buffer();
    private Timers.Alarm alarm = () -> {};
    private long held;
    private boolean over;

    Reader(RoutingContext context, long most) {
      this.context = context;
      this.most = most;
    }

    void start() {
      HttpServerRequest request = context.request();
      context.addEndHandler(answered -> giveBack());
      request.exceptionHandler(gone -> finish(() -> {}));
      request.handler(this::more);
      request.endHandler(end -> finish(this::handOn));
      alarm =
          timers.after(
              limits.complete(), () -> finish(() -> turnAway.refuseAndClose(context, late())));
      request.resume();
    }

    private void more(Buffer part) {
      if (body.length() + (long) part.length() > most) {
        finish(() -> turnAway.refuseAndClose(context, tooLarge(most)));
      } else if (room.take(part.length())) {
        held += part.length();
        body.appendBuffer(part);
      } else {
        finish(() -> turnAway.refuseAndClose(context, crowded()));
      }
    }

    /** The connection may outlive the answer by far, and with it everything that hangs on it. */
    private void giveBack() {
      body = Buffer.buffer();
      ((RoutingContextInternal) context).setBody(null);
      room.giveBack(held);
      held = 0;
    }

    private void handOn() {
      ((RoutingContextInternal) context).setBody(body);
      context.next();
    }

    private void finish(Runnable what) {
      if (!over) {
        over = true;
        alarm.cancel();
        what.run();
      }
    }
  }
}
