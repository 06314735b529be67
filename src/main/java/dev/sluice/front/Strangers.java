package dev.sluice.front;

import dev.sluice.passage.Doorman;
import dev.sluice.passage.Refusal;
import dev.sluice.relay.CallbackToken;
import dev.sluice.team.TeamStage;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Who is turned away before anything is read of what he sends. */
@Singleton
final class Strangers {

  private final Neighbourhood neighbours;
  private final TeamStage teams;
  private final CallbackToken tokens;
  private final Doorman doorman;

  Strangers(Neighbourhood neighbours, TeamStage teams, CallbackToken tokens, Doorman doorman) {
    this.neighbours = neighbours;
    this.teams = teams;
    this.tokens = tokens;
    this.doorman = doorman;
  }

  /** Whether he may ask for anything at all; else nothing is here for him. */
  boolean mayAsk(HttpServerRequest request) {
    return neighbours.admits(request);
  }

  /** Of a stranger's body not a byte is kept: whoever reaches the port could fill the memory. */
  Optional<Refusal> objection(HttpServerRequest request, boolean body) {
    if (AdminPaths.cover(request.path())) {
      return request.method() == HttpMethod.OPTIONS && !body && doorman.hasWhomToLetIn()
          ? Optional.empty()
          : doorman.objection(
              Optional.ofNullable(request.getHeader("Authorization")), peer(request));
    }
    return body ? toItsBody(request) : Optional.empty();
  }

  private static String peer(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    String address = peer == null ? null : peer.hostAddress();
    return address == null ? "unknown" : address;
  }

  private Optional<Refusal> toItsBody(HttpServerRequest request) {
    Optional<String> callback = PathTable.callback(request.path());
    if (callback.isPresent()) {
      return tokens.open(callback.get()).isPresent()
          ? Optional.empty()
          : Optional.of(Gate.notFound());
    }
    return PathTable.covers(request.path())
        ? teams.objection(Optional.ofNullable(request.getHeader("Authorization")))
        : Optional.empty();
  }
}
