package dev.sluice.front;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Refusal;
import dev.sluice.time.Timers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Answers what does not get past the gate.
 *
 * <p>Where a body is still coming the connection ends with the answer. What arrives meanwhile is
 * thrown away for a moment, since closing at once would reset the connection, and many clients
 * would never see why.
 */
@Singleton
final class TurnAway {

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final long LINGER_BYTES = 8 * 1024 * 1024;

  private final Meters meters;
  private final Timers timers;

  TurnAway(Meters meters, Timers timers) {
    this.meters = meters;
    this.timers = timers;
  }

  /** Refuses a request that has no body, or whose body was read. */
  void refuse(RoutingContext context, Refusal refusal) {
    count(refusal);
    write(context, refusal);
  }

  /** Refuses a request whose body is not wanted, and closes. */
  void refuseAndClose(RoutingContext context, Refusal refusal) {
    count(refusal);
    HttpServerRequest request = context.request();
    context.response().putHeader("Connection", "close");
    discard(request);
    write(context, refusal);
    request.resume();
  }

  private void count(Refusal refusal) {
    meters.request("none", "none", "none", "refused");
    refusal.violatedPolicies().forEach(policy -> meters.refusal("none", policy));
  }

  private static void write(RoutingContext context, Refusal refusal) {
    RefusalWriter.Written written =
        RefusalWriter.write(refusal, context.request().getHeader("Accept"));
    HttpServerResponse response = context.response().setStatusCode(written.status());
    response.putHeader("Content-Type", written.contentType());
    written.headers().forEach(response::putHeader);
    response.end(Buffer.buffer(written.body()));
  }

  private void discard(HttpServerRequest request) {
    Runnable close = () -> request.connection().close();
    Timers.Alarm late = timers.after(LINGER, close);
    long[] seen = {0};
    request.exceptionHandler(gone -> late.cancel());
    request.handler(
        buffer -> {
          seen[0] += buffer.length();
          if (seen[0] > LINGER_BYTES) {
            late.cancel();
            close.run();
          }
        });
    request.endHandler(
        end -> {
          late.cancel();
          close.run();
        });
  }
}
