package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.passage.RefusedException;
import dev.sluice.settings.Live;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokensTest {

  private static final Tokens RSA = Tokens.rsa();
  private static final Tokens EC = Tokens.ec();

  private final AdminDoor door = door(RSA.pem());

  @Test
  void whoHasTheRoleComesInByTheSubjectOrThePrincipalName() {
    assertThat(door.enter("Bearer " + RSA.of("alice"))).isEqualTo("jwt:alice");
    assertThat(
            door.enter(
                "Bearer "
                    + RSA.of("7f1", claims -> claims.setStringClaim("upn", "alice@example.com"))))
        .isEqualTo("jwt:alice@example.com");
    assertThat(
            door.enter(
                "Bearer "
                    + RSA.of(
                        "bob",
                        claims -> {
                          claims.unsetClaim("groups");
                          claims.setStringListClaim("roles", List.of(Tokens.ROLE));
                        })))
        .isEqualTo("jwt:bob");
  }

  @Test
  void aKeyOfACurveChecksItsOwnAlgorithmOnly() {
    AdminDoor curve = door(EC.pem());

    assertThat(curve.enter("Bearer " + EC.of("alice"))).isEqualTo("jwt:alice");
    assertThat(refused(curve, RSA.of("alice"))).isEqualTo(401);
    assertThat(refused(door, EC.of("alice"))).isEqualTo(401);
  }

  @Test
  void aKeyOfAnAdministratorIsStillOne() {
    assertThat(door.enter("Bearer key-of-alice")).isEqualTo("alice");
    assertThat(refused(door, "key-of-bob")).isEqualTo(401);
  }

  @Test
  void whoHasNoRoleIsForbidden() {
    assertThat(refused(door, RSA.of("eve", claims -> claims.unsetClaim("groups")))).isEqualTo(403);
    assertThat(
            refused(
                door,
                RSA.of("eve", claims -> claims.setStringListClaim("groups", List.of("others")))))
        .isEqualTo(403);
  }

  @Test
  void whatIsOfAnotherTimeOrIssuerOrNobodyIsRefused() {
    Map<String, String> bad =
        Map.of(
            "expired",
            RSA.of("eve", claims -> claims.setExpirationTimeMinutesInTheFuture(-5)),
            "for ever",
            RSA.of("eve", claims -> claims.unsetClaim("exp")),
            "not yet",
            RSA.of("eve", claims -> claims.setNotBeforeMinutesInThePast(-5)),
            "of another",
            RSA.of("eve", claims -> claims.setIssuer("https://evil.example.com")),
            "of nobody",
            RSA.of("eve", claims -> claims.unsetClaim("iss")),
            "nameless",
            RSA.of("eve", claims -> claims.unsetClaim("sub")),
            "signed by another",
            Tokens.rsa().of("eve"));

    bad.forEach((why, token) -> assertThat(refused(door, token)).as(why).isEqualTo(401));
  }

  @Test
  void noneAndThePublicKeyAsASecretAreNoSignatures() {
    JwtClaims claims = Tokens.claims("eve", it -> {});
    byte[] pem = RSA.pem().getBytes(StandardCharsets.UTF_8);
    byte[] der = Base64.getMimeDecoder().decode(RSA.pem().replaceAll("-----.*?-----", ""));

    String bare = Tokens.signed(claims, "none", null);
    assertThat(refused(door, bare)).isEqualTo(401);
    assertThat(refused(door, bare + "AAAA")).isEqualTo(401);
    for (byte[] secret : List.of(pem, der)) {
      String confused = Tokens.signed(claims, "HS256", new SecretKeySpec(secret, "HmacSHA256"));
      assertThat(refused(door, confused)).isEqualTo(401);
    }
  }

  @Test
  void aTokenThatWasTamperedWithIsRefused() {
    String[] parts = RSA.of("alice").split("\\.");
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("alice", "mallo");
    String forged =
        parts[0]
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2];

    assertThat(refused(door, forged)).isEqualTo(401);
    assertThat(refused(door, "a.b.c")).isEqualTo(401);
    assertThat(refused(door, RSA.of("a".repeat(9000)))).isEqualTo(401);
  }

  @Test
  void aNameIsOneShortWordInTheLog() {
    assertThat(door.enter("Bearer " + RSA.of("a\nb c" + "d".repeat(300))))
        .startsWith("jwt:a?b?cddd")
        .hasSize(4 + 128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "c2VjcmV0", "", "-----BEGIN PUBLIC KEY-----\nsecret\n-----END"})
  void whatIsNoPublicKeyIsAProblemAndIsNotShown(String key) {
    AdminSettings settings = Written.settings(Map.of(), Tokens.ISSUER, key, Tokens.ROLE);

    assertThat(settings.problems().lines())
        .singleElement()
        .asString()
        .contains("sluice.admin.jwt.public-key")
        .doesNotContain("secret", "c2Vj");
    assertThat(settings.tokens()).isEmpty();
  }

  @Test
  void aWeakKeyOrAnotherCurveIsAProblem() {
    for (KeyPair weak : List.of(Tokens.pair("RSA", 1024), Tokens.pair("EC", 384))) {
      assertThat(
              Written.settings(Map.of(), Tokens.ISSUER, Tokens.pem(weak), Tokens.ROLE)
                  .problems()
                  .lines())
          .hasSize(1);
    }
  }

  @Test
  void eachMemberNeedsTheOthers() {
    AdminSettings settings = Written.settings(Map.of(), " ", RSA.pem(), null);

    assertThat(settings.problems().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("sluice.admin.jwt.issuer:"))
        .anyMatch(line -> line.startsWith("sluice.admin.jwt.role:"));
  }

  @Test
  void aKeyOnOneLineServesAsWell() {
    String line = RSA.pem().replaceAll("-----.*?-----|\\s", "");

    assertThat(door(line).enter("Bearer " + RSA.of("alice"))).isEqualTo("jwt:alice");
  }

  private static AdminDoor door(String publicKey) {
    return new AdminDoor(
        Live.still(
            Written.settings(
                Map.of("alice", "key-of-alice"), Tokens.ISSUER, publicKey, Tokens.ROLE)));
  }

  private static int refused(AdminDoor door, String token) {
    return catchThrowableOfType(RefusedException.class, () -> door.enter("Bearer " + token))
        .refusal()
        .reason()
        .status();
  }
}
