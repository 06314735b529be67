package dev.sluice.redis;

import dev.sluice.time.Ticker;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server, or the master that Sentinel names. */
final class OneMaster implements Nodes {

  private static final Duration BETWEEN_DOUBTS = Duration.ofMillis(500);

  private final Node node;
  private final Whereabouts whereabouts;
  private final Dialer dialer;
  private final Ticker ticker;
  private final AtomicLong doubtedAt;

  OneMaster(Node node, Whereabouts whereabouts, Dialer dialer, Ticker ticker) {
    this.node = node;
    this.whereabouts = whereabouts;
    this.dialer = dialer;
    this.ticker = ticker;
    this.doubtedAt = new AtomicLong(ticker.nanos() - BETWEEN_DOUBTS.toNanos());
  }

  @Override
  public Node of(List<Request> commands) {
    return node;
  }

  /**
   * Nowhere. But a master without replicas may have been replaced without knowing it: then its
   * connections are opened again at the one that Sentinel names.
   */
  @Override
  public @Nullable Node insteadOf(StoreFailure refusal) {
    long last = doubtedAt.get();
    long now = ticker.nanos();
    if (Failures.saysCutOff(refusal)
        && now - last >= BETWEEN_DOUBTS.toNanos()
        && doubtedAt.compareAndSet(last, now)) {
      dialer.context().runOnContext(then -> whereabouts.find().onSuccess(node::moveTo));
    }
    return null;
  }

  @Override
  public List<Node> all() {
    return List.of(node);
  }

  @Override
  public void close() {
    node.close();
  }
}
