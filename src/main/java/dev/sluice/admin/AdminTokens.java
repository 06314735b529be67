package dev.sluice.admin;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Reads the tokens of an identity provider (JWT): signed by its key with the one algorithm that the
 * key is for, by the issuer that is configured, between {@code nbf} and {@code exp}, which has to
 * be there as {@code iat} has. A minute of difference between the clocks is let pass.
 *
 * <p>Nothing here activates authentication for other paths: a token is read where it is presented
 * to an administrator's door, and nowhere else.
 */
final class AdminTokens {

  /** The longest token that is read, in characters. */
  static final int LONGEST = 8192;

  private static final int SKEW_SECONDS = 60;
  private static final int LEAST_RSA_BITS = 2048;
  private static final int P_256_BITS = 256;
  private static final int LONGEST_NAME = 128;
  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
  private static final Pattern FRAME = Pattern.compile("-----(BEGIN|END) PUBLIC KEY-----|\\s");

  /** Tells who comes by a token from who comes by a key, whatever his name. */
  private static final String PREFIX = "jwt:";

  private final JWTParser parser;
  private final JWTAuthContextInfo rules;
  private final String role;

  /**
   * Somebody whom the identity provider knows.
   *
   * @param name for the audit
   * @param administers whether the role was among his
   */
  record Bearer(String name, boolean administers) {}

  AdminTokens(String issuer, PublicKey key, String role) {
    this.rules = new JWTAuthContextInfo(key, issuer);
    this.role = role;
    rules.setSignatureAlgorithm(Set.of(algorithm(key)));
    rules.setClockSkew(SKEW_SECONDS);
    rules.setRequireNamedPrincipal(true);
    this.parser = new DefaultJWTParser(rules);
  }

  private static SignatureAlgorithm algorithm(PublicKey key) {
    return key instanceof RSAPublicKey ? SignatureAlgorithm.RS256 : SignatureAlgorithm.ES256;
  }

  /** Whether it looks like a token. */
  static boolean looksLike(String presented) {
    return presented.length() <= LONGEST && COMPACT.matcher(presented).matches();
  }

  /** Whose token it is; empty where it is not good. */
  Optional<Bearer> read(String token) {
    if (!looksLike(token)) {
      return Optional.empty();
    }
    try {
      JsonWebToken read = parser.parse(token, rules);
      String name = text(read, "upn").or(() -> text(read, "sub")).orElse("");
      return name.isBlank()
          ? Optional.empty()
          : Optional.of(new Bearer(PREFIX + plain(name), names(read, "groups", "roles")));
    } catch (ParseException notGood) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonWebToken token, String claim) {
    Object value = token.getClaim(claim);
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** As it may stand in a log line. */
  private static String plain(String name) {
    String line = name.replaceAll("[\\p{Cntrl}\\s]", "?");
    return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME);
  }

  private boolean names(JsonWebToken token, String... claims) {
    for (String claim : claims) {
      Object value = token.getClaim(claim);
      if (value instanceof Collection<?> all && all.stream().anyMatch(this::isRole)) {
        return true;
      }
    }
    return false;
  }

  private boolean isRole(Object value) {
    return value instanceof jakarta.json.JsonString text
        ? text.getString().equals(role)
        : role.equals(value);
  }

  /** The key that is written so; empty where it is none that tokens are checked with. */
  static Optional<PublicKey> key(String written) {
    try {
      byte[] der = Base64.getDecoder().decode(FRAME.matcher(written).replaceAll(""));
      return of("RSA", der).or(() -> of("EC", der)).filter(AdminTokens::isStrong);
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  private static Optional<PublicKey> of(String kind, byte[] der) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException other) {
      return Optional.empty();
    }
  }

  private static boolean isStrong(PublicKey key) {
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= LEAST_RSA_BITS
        || key instanceof ECPublicKey ec
            && ec.getParams().getCurve().getField().getFieldSize() == P_256_BITS;
  }
}
