package dev.sluice.admin;

import dev.sluice.settings.Problems;
import dev.sluice.settings.RoomSettings;
import dev.sluice.team.TeamKey;
import dev.sluice.team.TeamSettings;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads the keys of those who may administer, and how their tokens are checked. */
@Singleton
public final class AdminSettings implements RoomSettings {

  private static final Predicate<String> NAME =
      Pattern.compile("[A-Za-z0-9._-]{1,64}").asMatchPredicate();

  private static final String JWT = "sluice.admin.jwt.";
  private static final String NO_PUBLIC_KEY =
      "not a public key for tokens (its text is not shown); allowed is an RSA key of at least 2048"
          + " bits or an EC key of the curve P-256, as PEM (BEGIN PUBLIC KEY) or its Base64";

  private final Problems problems = new Problems();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, TeamKey> keys = new TreeMap<>();
  private final Optional<AdminTokens> tokens;

  public AdminSettings(AdminConfig config, TeamSettings teams) {
    new TreeMap<>(config.admin().keys()).forEach((name, written) -> read(name, written, teams));
    this.tokens = tokens(config.admin().jwt());
  }

  private Optional<AdminTokens> tokens(AdminConfig.Jwt jwt) {
    if (jwt.issuer().isEmpty() && jwt.publicKey().isEmpty() && jwt.role().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> issuer = needed("issuer", jwt.issuer());
    Optional<String> written = needed("public-key", jwt.publicKey());
    Optional<String> role = needed("role", jwt.role());
    Optional<PublicKey> key = written.flatMap(AdminTokens::key);
    if (written.isPresent() && key.isEmpty()) {
      problems.add(JWT + "public-key", NO_PUBLIC_KEY);
    }
    return issuer.isPresent() && key.isPresent() && role.isPresent()
        ? Optional.of(new AdminTokens(issuer.get(), key.get(), role.get()))
        : Optional.empty();
  }

  private Optional<String> needed(String member, Optional<String> value) {
    Optional<String> text = value.map(String::strip).filter(it -> !it.isEmpty());
    if (text.isEmpty()) {
      problems.add(
          JWT + member, "missing; tokens need sluice.admin.jwt.issuer, .public-key and .role");
    }
    return text;
  }

  private void read(String name, String written, TeamSettings teams) {
    String at = "sluice.admin.keys." + name;
    Optional<TeamKey> key = TeamKey.written(written);
    Optional<String> team = key.flatMap(teams::teamWith);
    if (!NAME.test(name)) {
      problems.add(at, name, "a name of 1 to 64 letters, digits, '.', '_' or '-'");
    } else if (key.isEmpty()) {
      problems.add(at, TeamKey.NONE);
    } else if (team.isPresent()) {
      problems.add(
          at, "team '%s' has the same key; allowed is one of its own".formatted(team.get()));
    } else if (keys.containsValue(key.get())) {
      problems.add(at, "another name has the same key; allowed is each key once");
    } else {
      keys.put(name, key.get());
      if (!written.startsWith(TeamKey.DIGESTED)) {
        warnings.add(at + ": " + TeamKey.ADVICE);
      }
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** By the name of whose each is. */
  Map<String, TeamKey> keys() {
    return Collections.unmodifiableMap(keys);
  }

  /** Who reads the tokens of an identity provider, where there is one. */
  Optional<AdminTokens> tokens() {
    return tokens;
  }
}
