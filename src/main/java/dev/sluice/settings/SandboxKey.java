package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The sandbox's own key, for the room that demands it and the room that presents it.
 *
 * <p>Where it is not configured it is {@value #DEFAULT}, which everybody knows. Beside a real
 * upstream nobody may: there it is made by chance, anew in each process, so that only the gateway
 * itself can let the sandbox send webhooks.
 */
@Singleton
public final class SandboxKey implements RoomSettings {

  /** The key where no real upstream is configured. */
  public static final String DEFAULT = "sandbox-key";

  private static final String MEMBER = "sluice.sandbox.key";
  private static final String ALLOWED = "[\\x21-\\x7E]{1,256}";
  private static final int RANDOM_BYTES = 32;

  private final Problems problems = new Problems();
  private final String text;

  /** The part of the configuration that names it. */
  @ConfigMapping(prefix = "sluice")
  public interface Written {
    Member sandbox();

    /** The member of {@code sluice.sandbox}. */
    interface Member {

      /**
       * The key that the sandbox demands as Bearer. Default {@value SandboxKey#DEFAULT}; beside a
       * real upstream a random one.
       */
      Optional<String> key();
    }
  }

  public SandboxKey(Written config, Layout layout) {
    Optional<String> written = config.sandbox().key();
    Optional<String> sound = written.filter(key -> key.matches(ALLOWED));
    if (written.isPresent() && sound.isEmpty()) {
      problems.add(MEMBER, "must be 1 to 256 printable ASCII characters without a space");
    }
    this.text = sound.orElseGet(() -> layout.real() ? random() : DEFAULT);
  }

  /** The key itself: a secret. */
  public String text() {
    return text;
  }

  @Produces
  @Singleton
  static Live<SandboxKey> judged(SandboxKey first) {
    return Live.untilTheNextStart(
        first, edition -> new SandboxKey(edition.mapped(Written.class), edition.layout()));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String toString() {
    return "SandboxKey[redacted]";
  }
}
