package dev.sluice.relay;

import dev.sluice.dialect.Dialects;
import dev.sluice.settings.GatewaySecret;
import dev.sluice.settings.Layout;
import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import dev.sluice.settings.SandboxKey;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What upstreams' callbacks are made of, checked. */
@Singleton
public final class CallbackSettings implements RoomSettings {

  private static final String HMAC_KEY = "[\\x21-\\x7E]{1,512}";

  private final Problems problems = new Problems();
  private final Optional<String> publicUrl;
  private final TokenKeys keys;
  private final Map<String, String> hmacKeys = new TreeMap<>();

  public CallbackSettings(
      CallbackConfig config, GatewaySecret secret, SandboxKey sandboxKey, Layout layout) {
    this.publicUrl = publicUrl(config.publicUrl());
    List<TokenKey> usable = new ArrayList<>();
    secret.values().forEach(value -> usable.add(TokenKey.ofSecret(value)));
    if (usable.isEmpty()) {
      for (String upstream : layout.upstreams()) {
        Optional<String> key =
            layout.isSandbox(upstream)
                ? Optional.of(sandboxKey.text())
                : Optional.ofNullable(config.upstreams().get(upstream))
                    .flatMap(CallbackConfig.Secrets::key);
        key.map(String::trim)
            .ifPresent(text -> usable.add(TokenKey.ofUpstream(upstream, bytes(text))));
      }
    }
    this.keys = new TokenKeys(usable);
    config
        .upstreams()
        .forEach((name, part) -> hmacKey(name, layout.dialect(name), part.webhookHmacKey()));
  }

  private void hmacKey(String upstream, String dialect, Optional<String> written) {
    String at = "sluice.upstreams.%s.webhook-hmac-key".formatted(upstream);
    if (written.isPresent()
        && Dialects.of(dialect).filter(each -> !each.signsCallbacks()).isPresent()) {
      problems.add(
          at,
          "is not allowed where the vendor does not sign its callbacks, as with dialect %s: every one would be refused"
              .formatted(dialect));
      return;
    }
    Optional<String> sound = written.map(String::trim).filter(key -> key.matches(HMAC_KEY));
    sound.ifPresent(key -> hmacKeys.put(upstream, key));
    if (written.isPresent() && sound.isEmpty()) {
      problems.add(
          at, "must be 1 to 512 printable ASCII characters without a space (it is not shown)");
    }
  }

  private Optional<String> publicUrl(Optional<String> written) {
    String at = "sluice.public-url";
    if (written.filter(url -> url.contains("@")).isPresent()) {
      problems.add(at, "is not allowed (and may hold a secret): allowed is " + PublicUrl.ALLOWED);
      return Optional.empty();
    }
    return new Reading(problems)
        .read(
            at,
            written,
            PublicUrl.ALLOWED,
            Optional.<String>empty(),
            text -> PublicUrl.parse(text).map(Optional::of));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Produces
  @Singleton
  static Live<CallbackSettings> judged(
      CallbackSettings first, Live<GatewaySecret> secret, Live<SandboxKey> key) {
    return Live.untilTheNextStart(
        first,
        edition ->
            new CallbackSettings(
                edition.mapped(CallbackConfig.class),
                edition.part(secret),
                edition.part(key),
                edition.layout()));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  /** Where upstreams reach this gateway, without a slash at its end. */
  Optional<String> publicUrl() {
    return publicUrl;
  }

  /** What the addresses of all callbacks begin with; a token follows. */
  Optional<String> addresses() {
    return publicUrl.map(base -> base + "/callbacks/");
  }

  TokenKeys keys() {
    return keys;
  }

  /** With which a vendor signs its callbacks, by the upstream's name. Secrets. */
  Map<String, String> hmacKeys() {
    return Map.copyOf(hmacKeys);
  }

  @Override
  public String toString() {
    return "CallbackSettings[redacted]";
  }
}
