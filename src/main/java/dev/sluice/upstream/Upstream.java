package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import dev.sluice.passage.SendPermit;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * One configured upstream, for requests that start nothing. Each call is one request: pay for it
 * first.
 */
public interface Upstream {

  String name();

  Dialect dialect();

  /** How long a request may take, head and body together. */
  Duration timeout();

  /** Asks for a task's state. Never fails: what went wrong is a reply. */
  Uni<Reply> status(String model, String taskId, SendPermit permit);

  /** Asks for the balance of the shared key. Never fails: what went wrong is a reply. */
  Uni<Reply> balance(SendPermit permit);
}
