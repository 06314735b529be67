package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.GatewaySecret;
import dev.sluice.settings.SandboxKey;
import dev.sluice.task.Submission;
import dev.sluice.testing.Configured;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackSettingsTest {

  private static final Submission SUBMIT = Tokens.submission("s1", "red", "apixo");
  private static final Map<String, String> APIXO =
      Map.of("sluice.upstreams.apixo.url", "https://x.example", "sluice.upstreams.apixo.key", "k");

  @ParameterizedTest
  @CsvSource({
    "https://sluice.example.com, https://sluice.example.com",
    "https://sluice.example.com/, https://sluice.example.com",
    "HTTP://sluice.example.com:8080, http://sluice.example.com:8080",
    "http://10.0.0.1:8080/api/sluice/, http://10.0.0.1:8080/api/sluice",
    "http://[fd00::1]:81, http://[fd00::1]:81"
  })
  void aPublicAddressIsAnOriginAndAPrefix(String written, String read) {
    assertThat(of(Map.of("sluice.public-url", written)).publicUrl()).contains(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice.example.com",
        "ftp://sluice.example.com",
        "https://",
        "https://sluice.example.com?x=1",
        "https://sluice.example.com/#x",
        "https://sluice.example.com//",
        "https://sluice.example.com/a/../b",
        "https://sluice.example.com/a b",
        "https://sluice.example.com/%41",
        "https://sluice.example.com:0",
        "https://sluice.example.com:65536"
      })
  void anythingElseIsAProblem(String written) {
    CallbackSettings settings = of(Map.of("sluice.public-url", written));

    assertThat(settings.publicUrl()).isEmpty();
    assertThat(settings.problems().lines())
        .singleElement()
        .asString()
        .contains("sluice.public-url");
  }

  @Test
  void aPasswordInAPublicAddressIsNotShown() {
    assertThat(of(Map.of("sluice.public-url", "https://me:geheim@x.example")).problems().lines())
        .singleElement()
        .asString()
        .startsWith("sluice.public-url: ")
        .doesNotContain("geheim");
  }

  @Test
  void withNothingConfiguredThereIsNoAddressAndStillAKey() {
    CallbackSettings settings = of(Map.of());

    assertThat(settings.publicUrl()).isEmpty();
    assertThat(settings.keys().making("sandbox")).isPresent();
    assertThat(settings.problems().lines()).isEmpty();
  }

  @Test
  void withoutASecretTokensAreMadeOfTheUpstreamsKey() {
    String token = tokens(APIXO).seal(SUBMIT).orElseThrow();

    assertThat(tokens(APIXO).open(token)).contains(SUBMIT);
    Map<String, String> other = new java.util.HashMap<>(APIXO);
    other.put("sluice.upstreams.apixo.key", "another");
    assertThat(tokens(other).open(token)).isEmpty();
  }

  @Test
  void withASecretTheUpstreamsKeyCountsForNothing() {
    Map<String, String> secret = new java.util.HashMap<>(APIXO);
    secret.put("sluice.secret", "s".repeat(32));
    String token = tokens(secret).seal(SUBMIT).orElseThrow();

    assertThat(tokens(APIXO).open(token)).isEmpty();
    assertThat(tokens(secret).open(tokens(APIXO).seal(SUBMIT).orElseThrow())).isEmpty();
    secret.put("sluice.upstreams.apixo.key", "another");
    assertThat(tokens(secret).open(token)).contains(SUBMIT);
    secret.put("sluice.secret", "t".repeat(32) + "," + "s".repeat(32));
    assertThat(tokens(secret).open(token)).contains(SUBMIT);
  }

  @Test
  void theKeyOfAVendorsSignatureIsCheckedAndNotShown() {
    String member = "sluice.upstreams.kie.webhook-hmac-key";

    assertThat(of(kie(member, "abc")).hmacKeys()).containsOnlyKeys("kie");
    CallbackSettings wrong = of(kie(member, "ge heim"));
    assertThat(wrong.hmacKeys()).isEmpty();
    assertThat(wrong.problems().lines())
        .singleElement()
        .asString()
        .contains(member)
        .doesNotContain("heim");
    assertThat(wrong).hasToString("CallbackSettings[redacted]");
  }

  private static Map<String, String> kie(String member, String key) {
    return Map.of(
        "sluice.upstreams.kie.url",
        "https://x.example",
        "sluice.upstreams.kie.dialect",
        "kie",
        member,
        key);
  }

  /** APIXO signs nothing, so every callback would be refused for want of a signature. */
  @Test
  void aKeyForASignatureThatTheVendorDoesNotMakeIsAProblem() {
    Map<String, String> properties = new HashMap<>(APIXO);
    properties.put("sluice.upstreams.apixo.webhook-hmac-key", "geheim");

    CallbackSettings settings = of(properties);

    assertThat(settings.hmacKeys()).isEmpty();
    assertThat(settings.problems().lines())
        .singleElement()
        .asString()
        .contains("sluice.upstreams.apixo.webhook-hmac-key", "dialect apixo")
        .doesNotContain("geheim");
  }

  private static CallbackToken tokens(Map<String, String> properties) {
    return new CallbackToken(of(properties).keys(), new java.security.SecureRandom()::nextBytes);
  }

  private static CallbackSettings of(Map<String, String> properties) {
    Configured configured =
        Configured.by(
            properties,
            CallbackConfig.class,
            GatewaySecret.Written.class,
            SandboxKey.Written.class);
    return new CallbackSettings(
        configured.mapped(CallbackConfig.class),
        new GatewaySecret(configured.mapped(GatewaySecret.Written.class)),
        new SandboxKey(configured.mapped(SandboxKey.Written.class), configured.layout()),
        configured.layout());
  }
}
