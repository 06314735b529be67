package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.task.Asked;
import dev.sluice.task.Submission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTokenTest {

  private static final TokenKey ONE = TokenKey.ofSecret("1".repeat(32).getBytes(UTF_8));
  private static final TokenKey TWO = TokenKey.ofSecret("2".repeat(32).getBytes(UTF_8));
  private static final Submission BARE = Tokens.submission("slot-1", "red", "apixo");
  private static final Submission WHOLE =
      new Submission(
          "9d5f1c1e-2b9c-4b43-9d0e-6f2b7d2f0a11",
          "red",
          "apixo",
          "flux2",
          "value",
          1_763_000_000_123L,
          Optional.of("https://hooks.example.com/done?x=%20y"),
          Optional.of("ab".repeat(32)),
          Optional.of(new Asked("kie", "flux-2/pro-text-to-image")),
          Optional.of("sl_0123456789abcdef0123456789abcdef"));

  private final CallbackToken tokens = with(ONE);

  @Test
  void whatWasSealedIsReadAgain() {
    for (Submission each : List.of(BARE, WHOLE)) {
      assertThat(tokens.open(tokens.seal(each).orElseThrow())).contains(each);
    }
  }

  @Test
  void oneThatWasMadeBeforeItSaidWhatTheTeamAskedForIsStillRead() {
    String older =
        "Ac7OotAHBwcHBwcHBwcHBwcHBwcHeFoyKUpzmMCX-u7_J8L3fc1wwQDP2_tVSCY1UXDz4CkKa4mXQ8KjDOygaPDOCrfK"
            + "HmcHcSgLGSD064ZDANaW-fMwuakaKWTi_CZgnK2GPHEv5Fr62tqTnMd9L7RZ6X6Zvu2G4g";

    assertThat(tokens.open(older))
        .contains(
            new Submission(
                "slot-1",
                "red",
                "apixo",
                "flux2",
                "auto",
                1_700_000_000_000L,
                Optional.of("https://hooks.example.com/done"),
                Optional.of("abababab"),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void itFitsIntoAPathAndTellsNothing() {
    String token = tokens.seal(WHOLE).orElseThrow();

    assertThat(token).matches("[A-Za-z0-9_-]{200,400}");
    String inside = new String(Base64.getUrlDecoder().decode(token), UTF_8);
    assertThat(inside).doesNotContain("red", "apixo", "flux2", "example", "9d5f1c1e");
  }

  @Test
  void theLongestSubmitFitsIntoARequestLine() {
    Submission longest =
        new Submission(
            "s".repeat(36),
            "t".repeat(64),
            "u".repeat(64),
            "m".repeat(128),
            "official",
            Long.MAX_VALUE,
            Optional.of("c".repeat(Target.MAX_LENGTH)),
            Optional.of("d".repeat(64)),
            Optional.of(new Asked("apixo", "a".repeat(128))),
            Optional.of("sl_" + "e".repeat(32)));

    String token = tokens.seal(longest).orElseThrow();

    assertThat(token.length()).isLessThan(CallbackToken.MOST);
    assertThat(tokens.open(token)).contains(longest);
  }

  @Test
  void twoTokensOfOneSubmitAreNotAlike() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      made.add(tokens.seal(BARE).orElseThrow());
    }

    assertThat(made).hasSize(100);
  }

  @Test
  void anotherReplicaAndAnotherStartReadIt() {
    CallbackToken other = with(TokenKey.ofSecret("1".repeat(32).getBytes(UTF_8)));

    assertThat(other.open(tokens.seal(WHOLE).orElseThrow())).contains(WHOLE);
  }

  @Test
  void oneBitThatIsNotAsItWasMakesItNothing() {
    String token = tokens.seal(WHOLE).orElseThrow();
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] forged = bytes.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(tokens.open(text(forged))).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void oneCharacterThatIsNotAsItWasMakesItNothing() {
    String token = tokens.seal(BARE).orElseThrow();
    for (int at = 0; at < token.length(); at++) {
      for (char c : new char[] {'A', 'B', '-', '_', '=', '+', '/', '.', 'é'}) {
        if (token.charAt(at) != c) {
          String forged = token.substring(0, at) + c + token.substring(at + 1);
          assertThat(tokens.open(forged)).as("%c at %d", c, at).isEmpty();
        }
      }
    }
  }

  @Test
  void aPartOfItIsNothingAndSoIsMore() {
    String token = tokens.seal(BARE).orElseThrow();
    for (int length = 0; length < token.length(); length++) {
      assertThat(tokens.open(token.substring(0, length))).as("length %d", length).isEmpty();
    }
    for (String more : List.of("A", "AA", "=", "==", " ", "\n")) {
      assertThat(tokens.open(token + more)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "token", "....", "AQ", "é", "AAAA AAAA"})
  void whatIsNoTokenIsNothing(String text) {
    assertThat(tokens.open(text)).isEmpty();
    assertThat(tokens.open(text.repeat(5000))).isEmpty();
  }

  @Test
  void whatOthersMakeUpIsNothing() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] made = new byte[random.nextInt(200)];
      random.nextBytes(made);
      if (made.length > 5) {
        made[0] = 1;
        System.arraycopy(ONE.id(), 0, made, 1, TokenKey.ID_BYTES);
      }
      assertThat(tokens.open(text(made))).isEmpty();
    }
  }

  @Test
  void whileASecretIsReplacedBothCountAndThenOnlyTheNew() {
    String before = tokens.seal(BARE).orElseThrow();
    CallbackToken both = with(TWO, ONE);
    String during = both.seal(BARE).orElseThrow();

    assertThat(both.open(before)).contains(BARE);
    assertThat(with(TWO).open(during)).contains(BARE);
    assertThat(with(TWO).open(before)).isEmpty();
    assertThat(tokens.open(during)).isEmpty();
  }

  @Test
  void withoutASecretEachUpstreamsKeyServesItsOwnOnly() {
    byte[] shared = "the key".getBytes(UTF_8);
    TokenKey apixo = TokenKey.ofUpstream("apixo", shared);
    TokenKey other = TokenKey.ofUpstream("other", shared);
    CallbackToken all = with(other, apixo);
    String token = all.seal(BARE).orElseThrow();

    assertThat(all.open(token)).contains(BARE);
    assertThat(with(other).open(token)).isEmpty();
    assertThat(with(other).seal(BARE)).isEmpty();
    assertThat(with(TokenKey.ofUpstream("apixo", "a key".getBytes(UTF_8))).open(token)).isEmpty();
    assertThat(with(TokenKey.ofSecret(shared)).open(token)).isEmpty();
  }

  @Test
  void aKeyShowsItselfToNobody() {
    assertThat(new TokenKeys(List.of(ONE))).asString().contains("redacted").doesNotContain("1111");
  }

  private static CallbackToken with(TokenKey... keys) {
    return new CallbackToken(new TokenKeys(List.of(keys)), new SecureRandom()::nextBytes);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
