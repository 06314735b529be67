package dev.sluice.amendment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SealTest {

  private static final byte[] OLD = "the-gateway's-old-secret-of-32-bytes".getBytes(UTF_8);
  private static final byte[] NEW = "the-gateway's-new-secret-of-32-bytes".getBytes(UTF_8);
  private static final String TEXT = "whsec_c2VjcmV0";

  private final Seal seal = new Seal(List.of(OLD));

  @Test
  void whatIsSealedShowsNothingAndIsOpenedForItsTeam() {
    String sealed = seal.sealed("red", TEXT);
    assertThat(sealed).doesNotContain("whsec", "c2VjcmV0").isNotEqualTo(seal.sealed("red", TEXT));
    assertThat(seal.opened("red", sealed)).contains(TEXT);
  }

  @Test
  void itIsWorthlessUnderAnotherTeamsNameOrAnotherSecretOrChanged() {
    String sealed = seal.sealed("red", TEXT);
    assertThat(seal.opened("blue", sealed)).isEmpty();
    assertThat(new Seal(List.of(NEW)).opened("red", sealed)).isEmpty();
    char last = sealed.charAt(20);
    String changed = sealed.substring(0, 20) + (last == 'A' ? 'B' : 'A') + sealed.substring(21);
    assertThat(seal.opened("red", changed)).isEmpty();
    assertThat(seal.opened("red", "no base64!")).isEmpty();
    assertThat(seal.opened("red", "")).isEmpty();
  }

  @Test
  void whileTheSecretIsReplacedEitherOpensAndTheNewOneSeals() {
    Seal both = new Seal(List.of(NEW, OLD));
    assertThat(both.opened("red", seal.sealed("red", TEXT))).contains(TEXT);
    assertThat(new Seal(List.of(NEW)).opened("red", both.sealed("red", TEXT))).contains(TEXT);
  }

  @Test
  void withoutASecretItSaysThatItDoesNotWork() {
    assertThat(new Seal(List.of()).works()).isFalse();
    assertThat(new Seal(List.of()).opened("red", seal.sealed("red", TEXT))).isEmpty();
  }
}
