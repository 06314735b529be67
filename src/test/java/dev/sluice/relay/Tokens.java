package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.task.Submission;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Addresses of callbacks, made as a gateway with these keys makes them. */
public final class Tokens {

  private final CallbackToken tokens;

  private Tokens(TokenKey key) {
    this.tokens = new CallbackToken(new TokenKeys(List.of(key)), new SecureRandom()::nextBytes);
  }

  /** Of a gateway with {@code sluice.secret}. */
  public static Tokens ofSecret(String secret) {
    return new Tokens(TokenKey.ofSecret(secret.getBytes(UTF_8)));
  }

  /** Of a gateway that has none. */
  public static Tokens ofUpstream(String upstream, String key) {
    return new Tokens(TokenKey.ofUpstream(upstream, key.getBytes(UTF_8)));
  }

  /** What stands for a submit. */
  public String of(Submission submission) {
    return tokens.seal(submission).orElseThrow();
  }

  /** A submit of a team to an upstream, for model flux2. */
  public static Submission submission(String slot, String team, String upstream) {
    return new Submission(
        slot,
        team,
        upstream,
        "flux2",
        "auto",
        1_700_000_000_000L,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
