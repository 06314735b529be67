package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Operation;
import dev.sluice.passage.SendPermit;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * The road to one upstream: submits on connections of their own, reads on others, so that a hanging
 * submit never keeps a status check waiting. Everything that is sent is measured, and what fails is
 * logged in one line.
 *
 * <p>What no team may see is taken out of every answer here, before anybody reads, keeps or passes
 * it on ({@link Dialect#forTeam}).
 */
final class Road implements Upstream, Closeable {

  private static final Logger LOG = Logger.getLogger(Road.class);
  private static final int TOO_MANY = 429;
  private static final int FORBIDDEN = 403;

  private final UpstreamSetting setting;
  private final Wire submits;
  private final Wire reads;
  private final Ticker ticker;
  private final Meters meters;

  Road(UpstreamSetting setting, Wire submits, Wire reads, Ticker ticker, Meters meters) {
    this.setting = setting;
    this.submits = submits;
    this.reads = reads;
    this.ticker = ticker;
    this.meters = meters;
  }

  @Override
  public String name() {
    return setting.name();
  }

  @Override
  public Dialect dialect() {
    return setting.dialect();
  }

  @Override
  public Duration timeout() {
    return setting.limits().timeout();
  }

  @Override
  public Uni<Reply> status(String model, String taskId, SendPermit permit) {
    return read(
        Operation.STATUS, permit, (client, exchange) -> client.status(model, taskId, exchange));
  }

  @Override
  public Uni<Reply> balance(SendPermit permit) {
    return read(Operation.BALANCE, permit, VendorClient::balance);
  }

  /**
   * The header of a request to this upstream, the shared key included.
   *
   * @param team what the team says, by {@link EndToEndHeaders#ofTeam}
   */
  Map<String, String> header(Map<String, String> team) {
    return EndToEndHeaders.towards(setting, team);
  }

  /**
   * Sends a submit. Never fails; cancelling withdraws what has not been sent and cuts off what has.
   */
  Uni<Reply> submit(String model, byte[] body, Exchange exchange) {
    return measured(
        Operation.SUBMIT,
        exchange,
        submits.run(exchange, (client, sending) -> client.submit(model, body, sending)));
  }

  private Uni<Reply> read(
      Operation operation,
      SendPermit permit,
      BiFunction<VendorClient, Exchange, Uni<Response>> request) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Exchange exchange = new Exchange(permit, header(Map.of()));
              return measured(operation, exchange, reads.run(exchange, request));
            });
  }

  private Uni<Reply> measured(Operation operation, Exchange exchange, Uni<Reply> call) {
    return Uni.createFrom()
        .deferred(
            () -> {
              long from = ticker.nanos();
              return call.map(this::forTeam)
                  .invoke(
                      reply -> {
                        Duration took = Duration.ofNanos(ticker.nanos() - from);
                        meters.upstream(name(), operation.label(), reply.label(), took);
                        tell(operation, exchange, reply, took);
                      });
            });
  }

  private Reply forTeam(Reply reply) {
    if (!(reply instanceof Reply.Answered answered)) {
      return reply;
    }
    byte[] body = dialect().forTeam(answered.body());
    return body == answered.body()
        ? reply
        : new Reply.Answered(answered.status(), answered.headers(), body, answered.retryAfter());
  }

  private void tell(Operation operation, Exchange exchange, Reply reply, Duration took) {
    String requestId = exchange.headers().getOrDefault("X-Request-Id", "-");
    if (reply instanceof Reply.Answered answered
        && dialect().code(answered.status(), answered.body()) == TOO_MANY) {
      meters.upstream429(name());
      LOG.warnf(
          "Upstream refused for its limits: upstream=%s operation=%s requestId=%s",
          name(), operation.label(), requestId);
    }
    if (reply instanceof Reply.Answered answered
        && answered.status() == FORBIDDEN
        && !dialect().readSubmit(FORBIDDEN, answered.body()).envelope()) {
      LOG.warnf(
          "Turned away before the upstream's own API, which says nothing about the key;"
              + " see user-agent: upstream=%s operation=%s requestId=%s",
          name(), operation.label(), requestId);
    }
    if (reply instanceof Reply.Failed failed) {
      LOG.logf(
          Wire.WITHDRAWN.equals(failed.cause()) ? Logger.Level.DEBUG : Logger.Level.WARN,
          "No answer from upstream: upstream=%s operation=%s requestId=%s sent=%s cause='%s' ms=%d",
          name(),
          operation.label(),
          requestId,
          failed.sent(),
          failed.cause(),
          took.toMillis());
    }
  }

  @Override
  public void close() throws IOException {
    submits.close();
    reads.close();
  }
}
