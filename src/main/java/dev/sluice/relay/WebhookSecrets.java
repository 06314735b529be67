package dev.sluice.relay;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What signs the webhooks of one team, after Standard Webhooks: its secret, and beside it the old
 * one while the team changes over. Shows none of it.
 */
final class WebhookSecrets {

  /** Of a team that has none: nothing is signed. */
  static final WebhookSecrets NONE = new WebhookSecrets(List.of());

  /** How many may stand side by side. */
  static final int MOST = 2;

  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final List<Webhook> signers;

  private WebhookSecrets(List<Webhook> signers) {
    this.signers = List.copyOf(signers);
  }

  /** One or two, each {@code whsec_} and base64 of 24 to 64 bytes; empty for anything else. */
  static Optional<WebhookSecrets> of(List<String> written) {
    if (written.isEmpty() || written.size() > MOST) {
      return Optional.empty();
    }
    List<Webhook> signers = new ArrayList<>();
    for (String text : written) {
      try {
        byte[] key =
            text.startsWith(PREFIX)
                ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                : new byte[0];
        if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
          return Optional.empty();
        }
        signers.add(new Webhook(key));
      } catch (IllegalArgumentException | EmptyWebhookSecretException unreadable) {
        return Optional.empty();
      }
    }
    return Optional.of(new WebhookSecrets(signers));
  }

  /**
   * The value of {@code webhook-signature}: one signature for each secret; empty without secrets.
   *
   * @param seconds the value of {@code webhook-timestamp}
   * @param body UTF-8
   */
  Optional<String> sign(String id, long seconds, byte[] body) {
    List<String> signatures = new ArrayList<>();
    for (Webhook signer : signers) {
      try {
        signatures.add(signer.sign(id, seconds, new String(body, StandardCharsets.UTF_8)));
      } catch (WebhookSigningException impossible) {
        throw new IllegalStateException("HMAC-SHA256 is not there", impossible);
      }
    }
    return signatures.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", signatures));
  }

  @Override
  public String toString() {
    return "WebhookSecrets[%d]".formatted(signers.size());
  }
}
