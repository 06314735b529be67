package dev.sluice.sandbox;

import io.smallrye.mutiny.Uni;

/** Sends a letter to an address once, following no redirect. */
@FunctionalInterface
interface WebhookPost {

  /**
   * @return the HTTP status; a failure where there was no complete answer in time
   */
  Uni<Integer> send(String url, Letter letter);
}
