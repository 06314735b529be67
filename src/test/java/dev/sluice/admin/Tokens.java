package dev.sluice.admin;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An identity provider. */
public final class Tokens {

  public static final String ISSUER = "https://id.example.com";
  public static final String ROLE = "sluice-admin";

  private final KeyPair pair;

  private Tokens(KeyPair pair) {
    this.pair = pair;
  }

  public static Tokens rsa() {
    return new Tokens(pair("RSA", 2048));
  }

  static Tokens ec() {
    return new Tokens(pair("EC", 256));
  }

  static KeyPair pair(String kind, int bits) {
    try {
      KeyPairGenerator maker = KeyPairGenerator.getInstance(kind);
      maker.initialize(bits);
      return maker.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its public key, in PEM. */
  public String pem() {
    return pem(pair);
  }

  static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** A good token of this person. */
  public String of(String name) {
    return of(name, claims -> {});
  }

  String of(String name, Consumer<JwtClaims> change) {
    boolean elliptic = pair.getPublic() instanceof ECPublicKey;
    return signed(claims(name, change), elliptic ? "ES256" : "RS256", pair.getPrivate());
  }

  static JwtClaims claims(String name, Consumer<JwtClaims> change) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setSubject(name);
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(10);
    claims.setStringListClaim("groups", List.of("others", ROLE));
    change.accept(claims);
    return claims;
  }

  static String signed(JwtClaims claims, String algorithm, Key key) {
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
      signature.setDoKeyValidation(false);
      signature.setPayload(claims.toJson());
      signature.setAlgorithmHeaderValue(algorithm);
      if (key != null) {
        signature.setKey(key);
      }
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
