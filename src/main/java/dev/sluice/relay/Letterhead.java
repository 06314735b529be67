package dev.sluice.relay;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The headers of a webhook, and there are no others: what it is, who sends it, and what Standard
 * Webhooks asks for. The id is the same over all attempts, the time is each attempt's own. A team
 * without a secret gets no signature.
 */
final class Letterhead {

  private final Function<String, WebhookSecrets> secrets;
  private final Clock clock;

  /**
   * @param secrets by the team's id
   */
  Letterhead(Function<String, WebhookSecrets> secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  Map<String, String> of(Delivery delivery) {
    long seconds = clock.instant().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Sluice-Webhooks");
    headers.put("webhook-id", delivery.id());
    headers.put("webhook-timestamp", Long.toString(seconds));
    secrets
        .apply(delivery.receiver().team())
        .sign(delivery.id(), seconds, delivery.body())
        .ifPresent(signature -> headers.put("webhook-signature", signature));
    return headers;
  }
}
