package dev.sluice.relay;

import io.smallrye.mutiny.Uni;
import java.util.Map;

/** Sends one request, following nothing. */
@FunctionalInterface
interface WebhookPost {

  /**
   * Sends it to this very address, whatever the name in the URL leads to.
   *
   * @param target names the host in the request and in the certificate
   * @return fails where there is no complete answer; whoever cancels it withdraws it
   */
  Uni<Attempt> send(Target target, IpAddress address, Map<String, String> headers, byte[] body);
}
