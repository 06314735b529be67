package dev.sluice.redis;

import io.vertx.redis.client.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which master has what. */
interface Nodes {

  /**
   * The master that has what these commands are about.
   *
   * @throws StoreFailure where none is known
   */
  Node of(List<Request> commands);

  /** Where commands that were refused have to go instead; null where nowhere. */
  @Nullable Node insteadOf(StoreFailure refusal);

  /** All masters that are known. */
  List<Node> all();

  void close();
}
