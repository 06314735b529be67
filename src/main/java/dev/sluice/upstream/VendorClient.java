package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;

/**
 * A vendor's three requests; where they go is the vendor's own. The {@link Exchange} travels with
 * the call and is found there by {@link ConnectionHook}, which writes the header.
 */
interface VendorClient {

  /**
   * The requests in a language.
   *
   * @throws IllegalArgumentException for a language that no client speaks
   */
  static Class<? extends VendorClient> of(Dialect dialect) {
    return switch (dialect.name()) {
      case "apixo" -> ApixoClient.class;
      case "kie" -> KieClient.class;
      default -> throw new IllegalArgumentException("no client speaks " + dialect.name());
    };
  }

  /** Starts a task. */
  Uni<Response> submit(String model, byte[] body, Exchange exchange);

  /** Asks how a task is. */
  Uni<Response> status(String model, String taskId, Exchange exchange);

  /** Asks for the shared key's balance. */
  Uni<Response> balance(Exchange exchange);
}
