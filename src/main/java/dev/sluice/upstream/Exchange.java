package dev.sluice.upstream;

import dev.sluice.passage.SendPermit;
import io.vertx.core.http.HttpClientRequest;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request on the wire, and the one place that knows whether a byte of it has left (law S6).
 *
 * <p>It waits for a connection first; then it is either sent, once and for all, or withdrawn, and a
 * withdrawn request never is. Whoever gives up on it withdraws it and does not cancel the client's
 * call: the client forgets a cancelled call, and with it the connection that it is about to get.
 *
 * <p>Several threads may meet here.
 */
final class Exchange {

  private enum State {
    WAITING,
    SENT,
    WITHDRAWN,
    ENDED
  }

  private final SendPermit permit;
  private final Map<String, String> headers;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private volatile @Nullable HttpClientRequest inHand;
  private volatile boolean unusable;

  /**
   * @param permit asked with the connection in hand
   * @param headers of the request, all of them; they may hold the shared key
   */
  Exchange(SendPermit permit, Map<String, String> headers) {
    this.permit = permit;
    this.headers = Map.copyOf(headers);
  }

  Map<String, String> headers() {
    return headers;
  }

  /**
   * The last step before the first byte: with the connection in hand, may it leave?
   *
   * @return false where it was withdrawn or its permit is not usable any more; then the caller must
   *     give the connection back
   */
  boolean leave(HttpClientRequest request) {
    inHand = request;
    if (state.get() == State.WAITING && !permit.usable()) {
      unusable = true;
      state.compareAndSet(State.WAITING, State.WITHDRAWN);
      return false;
    }
    return state.compareAndSet(State.WAITING, State.SENT);
  }

  /** Gives up. What waits will not be sent; what was sent loses its connection. */
  void withdraw() {
    if (!state.compareAndSet(State.WAITING, State.WITHDRAWN)
        && state.compareAndSet(State.SENT, State.ENDED)) {
      HttpClientRequest request = inHand;
      if (request != null) {
        request.reset();
      }
    }
  }

  /**
   * Gives up if it still waits for a connection.
   *
   * @return whether it did
   */
  boolean withdrawUnsent() {
    return state.compareAndSet(State.WAITING, State.WITHDRAWN);
  }

  /** Its answer is complete: from now on the connection is somebody else's. */
  void end() {
    state.compareAndSet(State.SENT, State.ENDED);
  }

  /** Whether a byte may have left. */
  boolean sent() {
    State now = state.get();
    return now == State.SENT || now == State.ENDED;
  }

  /** Whether its permit was not usable any more when the connection was there. */
  boolean unusable() {
    return unusable;
  }
}
