package dev.sluice.relay;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks the signatures of those upstreams whose key is configured. */
final class CallbackSignatures implements CallbackIntake.Signatures {

  private final Map<String, KieSignature> byUpstream;
  private final Clock clock;

  /**
   * @param keys the vendors' keys, by the upstream's name
   */
  CallbackSignatures(Map<String, String> keys, Clock clock) {
    this.byUpstream =
        keys.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, key -> new KieSignature(key.getValue())));
    this.clock = clock;
  }

  @Override
  public boolean genuine(
      String upstream, String taskId, Function<String, Optional<String>> headers) {
    KieSignature signature = byUpstream.get(upstream);
    return signature == null
        || signature
            .judge(
                Optional.of(taskId),
                headers.apply(KieSignature.TIMESTAMP),
                headers.apply(KieSignature.SIGNATURE),
                clock.instant())
            .genuine();
  }
}
