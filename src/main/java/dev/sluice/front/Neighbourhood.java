package dev.sluice.front;

import dev.sluice.team.Sidecar;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who may speak to a gateway that is a sidecar: whoever comes over loopback, and to ask for its
 * health everybody, since a kubelet probes the pod's own address. The address is that of the
 * connection, whatever a proxy's header says.
 */
@Singleton
final class Neighbourhood {

  private static final String HEALTH = "/q/health";

  private final boolean closed;

  Neighbourhood(Sidecar sidecar) {
    this.closed = sidecar.team().isPresent();
  }

  /** Whether whoever sends this may be served. */
  boolean admits(HttpServerRequest request) {
    return !closed || isHealth(request.path()) || isLoopback(request.connection().remoteAddress());
  }

  private static boolean isHealth(String path) {
    return path != null && (path.equals(HEALTH) || path.startsWith(HEALTH + "/"));
  }

  private static boolean isLoopback(SocketAddress peer) {
    String literal = peer == null ? null : peer.hostAddress();
    try {
      return literal != null && InetAddress.getByName(literal).isLoopbackAddress();
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }
}
