package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gateway's own secret, the same on every replica, from which rooms derive their keys. While it
 * is replaced there are two: what is made is made with the first, what was made with either counts.
 */
@Singleton
public final class GatewaySecret implements RoomSettings {

  private static final String MEMBER = "sluice.secret";
  private static final int LEAST_BYTES = 32;
  private static final int MOST = 2;

  private final Problems problems = new Problems();
  private final List<byte[]> values = new ArrayList<>();

  /** The part of the configuration that names it. */
  @ConfigMapping(prefix = "sluice")
  public interface Written {

    /**
     * One text of at least 32 bytes, or two while it is replaced: the new one first. Replacing it
     * without keeping the old one for a day makes what was made with that worthless. A secret.
     */
    Optional<List<String>> secret();
  }

  public GatewaySecret(Written config) {
    List<String> written = config.secret().orElse(List.of());
    if (written.size() > MOST) {
      problems.add(MEMBER, "allowed is one text, or two while it is replaced (none is shown)");
    }
    for (String each : written) {
      byte[] bytes = each.trim().getBytes(StandardCharsets.UTF_8);
      if (bytes.length < LEAST_BYTES) {
        problems.add(
            MEMBER,
            "allowed are texts of at least %d bytes, without commas (they are not shown)"
                .formatted(LEAST_BYTES));
      } else {
        values.add(bytes);
      }
    }
  }

  /** The secrets, the one that counts first; empty where none is configured. Not to be changed. */
  public List<byte[]> values() {
    return List.copyOf(values);
  }

  @Produces
  @Singleton
  static Live<GatewaySecret> judged(GatewaySecret first) {
    return Live.untilTheNextStart(
        first, edition -> new GatewaySecret(edition.mapped(Written.class)));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  @Override
  public String toString() {
    return "GatewaySecret[redacted]";
  }
}
