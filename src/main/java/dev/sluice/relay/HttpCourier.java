package dev.sluice.relay;

import dev.sluice.team.Team;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Carries a delivery over HTTP: looks the host up, judges every address that it leads to, and
 * connects to the first that is allowed, and to no other: whoever answers the next question about
 * the name otherwise (DNS rebinding) is not asked again.
 */
final class HttpCourier implements Courier {

  /** The cause where the guard allows no address. */
  static final String REFUSED = "target refused";

  private final TargetGuard guard;
  private final OwnPlaces own;
  private final HostNames names;
  private final Letterhead letterhead;
  private final WebhookPost post;
  private final Duration timeout;

  /**
   * @param timeout of the whole, looking up and connecting included
   */
  HttpCourier(
      TargetGuard guard,
      OwnPlaces own,
      HostNames names,
      Letterhead letterhead,
      WebhookPost post,
      Duration timeout) {
    this.guard = guard;
    this.own = own;
    this.names = names;
    this.letterhead = letterhead;
    this.post = post;
    this.timeout = timeout;
  }

  @Override
  public Uni<Attempt> carry(Delivery delivery, Team team) {
    String url = delivery.receiver().url();
    Optional<Target> target = Target.read(url).target();
    if (target.isEmpty() || guard.objection(url, team.callbacks()).isPresent()) {
      return refused();
    }
    return addresses(target.get(), team)
        .map(all -> guard.reachable(target.get(), all, team.callbacks()))
        .chain(allowed -> own.without(allowed, target.get().port(), names))
        .chain(allowed -> allowed.isEmpty() ? refused() : send(delivery, target.get(), allowed))
        .ifNoItem()
        .after(timeout)
        .fail()
        .onFailure()
        .recoverWithItem(failure -> new Attempt.Broken(cause(failure)));
  }

  private Uni<List<IpAddress>> addresses(Target target, Team team) {
    return target
        .address()
        .map(address -> Uni.createFrom().item(List.of(address)))
        .orElseGet(() -> names.addresses(team.id(), target.host()));
  }

  private Uni<Attempt> send(Delivery delivery, Target target, List<IpAddress> allowed) {
    return post.send(target, allowed.get(0), letterhead.of(delivery), delivery.body());
  }

  private static Uni<Attempt> refused() {
    return Uni.createFrom().item(new Attempt.Broken(REFUSED));
  }

  /** In words of our own: what others say of a failure may name hosts. */
  private static String cause(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "timeout";
    }
    if (failure instanceof UnknownHostException) {
      return "no such host";
    }
    if (failure instanceof SSLException || failure.getCause() instanceof SSLException) {
      return "no valid certificate";
    }
    if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
      return "no connection";
    }
    return failure instanceof SocketException || failure instanceof HttpClosedException
        ? "connection broke"
        : "failed";
  }
}
