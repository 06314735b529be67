package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.SandboxKey;
import dev.sluice.testing.Configured;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamSettingsTest {

  @Test
  void withNothingConfiguredTheSandboxIsTheOnlyUpstream() {
    UpstreamSettings settings = settings(Map.of());

    UpstreamSetting sandbox = settings.all().get("sandbox");
    assertThat(settings.all()).containsOnlyKeys("sandbox", "sandbox-kie");
    assertThat(settings.all().get("sandbox-kie").dialect().name()).isEqualTo("kie");
    assertThat(settings.problems().lines()).isEmpty();
    assertThat(sandbox.url()).isEmpty();
    assertThat(sandbox.dialect().name()).isEqualTo("apixo");
    assertThat(sandbox.key().authorization()).isEqualTo("Bearer sandbox-key");
    assertThat(sandbox.limits().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(sandbox.limits().connect()).isEqualTo(Duration.ofSeconds(5));
    assertThat(sandbox.limits().submits()).isEqualTo(1000);
    assertThat(sandbox.limits().reads()).isEqualTo(64);
  }

  @Test
  void theSandboxTakesItsOwnKey() {
    assertThat(settings(Map.of("sluice.sandbox.key", "other")).all().get("sandbox").key())
        .extracting(SharedKey::authorization)
        .isEqualTo("Bearer other");
  }

  @Test
  void everyMemberIsRead() {
    UpstreamSettings settings =
        settings(
            Map.of(
                "sluice.upstreams.apixo.dialect", "apixo",
                "sluice.upstreams.apixo.url", "https://api.apixo.ai/api/v1",
                "sluice.upstreams.apixo.key", "secret-1",
                "sluice.upstreams.apixo.timeout", "2s",
                "sluice.upstreams.apixo.user-agent", "ours/1",
                "sluice.upstreams.apixo.pool.submits", "7",
                "sluice.upstreams.apixo.pool.reads", "3"));

    UpstreamSetting apixo = settings.all().get("apixo");
    assertThat(settings.problems().lines()).isEmpty();
    assertThat(apixo.url()).contains(URI.create("https://api.apixo.ai"));
    assertThat(apixo.key().authorization()).isEqualTo("Bearer secret-1");
    assertThat(apixo.userAgent()).contains("ours/1");
    assertThat(apixo.limits().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(apixo.limits().connect()).isEqualTo(Duration.ofSeconds(2));
    assertThat(apixo.limits().submits()).isEqualTo(7);
    assertThat(apixo.limits().reads()).isEqualTo(3);
  }

  @Test
  void everyCulpritIsNamedAndNoSecretIsShown() {
    UpstreamSettings settings =
        settings(
            Map.of(
                "sluice.upstreams.one.dialect", "klingon",
                "sluice.upstreams.one.url", "https://me:hunter2@api.apixo.ai",
                "sluice.upstreams.one.key", "hunter2\nX-Evil: 1",
                "sluice.upstreams.one.timeout", "50ms",
                "sluice.upstreams.one.pool.reads", "0",
                "sluice.upstreams.two.url", "ftp://api.apixo.ai",
                "sluice.upstreams.\"th ree\".url", "https://",
                "sluice.upstreams.\"th ree\".key", "k",
                "sluice.upstreams.\"th ree\".user-agent", "a\rb"));

    assertThat(settings.problems().lines())
        .anySatisfy(line -> assertThat(line).contains("one.dialect", "klingon", "apixo"))
        .anySatisfy(line -> assertThat(line).contains("one.url", "http or https"))
        .anySatisfy(line -> assertThat(line).contains("one.key", "printable"))
        .anySatisfy(line -> assertThat(line).contains("one.timeout", "50ms"))
        .anySatisfy(line -> assertThat(line).contains("one.pool.reads", "'0'"))
        .anySatisfy(line -> assertThat(line).contains("two.url", "ftp://api.apixo.ai"))
        .anySatisfy(line -> assertThat(line).contains("two.key", "missing"))
        .anySatisfy(line -> assertThat(line).contains("th ree", "names"))
        .anySatisfy(line -> assertThat(line).contains("th ree.url", "https://"))
        .anySatisfy(line -> assertThat(line).contains("th ree.user-agent"))
        .noneSatisfy(line -> assertThat(line).contains("hunter2"))
        .hasSize(10);
  }

  @Test
  void theNameOfTheBuiltInUpstreamIsReserved() {
    assertThat(
            problems(
                "sluice.upstreams.sandbox.url", "https://a.example.com",
                "sluice.upstreams.sandbox.key", "hunter2"))
        .containsExactly(
            "sluice.upstreams.sandbox.url: the name sandbox is the built-in upstream's; choose another",
            "sluice.upstreams.sandbox.key: the name sandbox is the built-in upstream's; choose another");
    assertThat(problems("sluice.upstreams.sandbox.timeout", "2s")).isEmpty();
  }

  @Test
  void theBuiltInUpstreamSpeaksEachLanguageUnderANameOfItsOwn() {
    assertThat(problems("sluice.upstreams.sandbox.dialect", "kie"))
        .singleElement()
        .asString()
        .contains("sluice.upstreams.sandbox.dialect = 'kie'", "apixo", "sandbox-kie");
    assertThat(problems("sluice.upstreams.sandbox-kie.url", "https://a.example.com"))
        .singleElement()
        .asString()
        .contains("sluice.upstreams.sandbox-kie.url", "built-in");
    assertThat(problems("sluice.upstreams.sandbox-kie.dialect", "kie")).isEmpty();
  }

  @Test
  void oneKeyAtOneAddressIsNoMistakeWhereItsBudgetIsShared() {
    Map<String, String> twice =
        Map.of(
            "sluice.upstreams.a.url", "https://api.example.com",
            "sluice.upstreams.a.key", "hunter2",
            "sluice.upstreams.b.url", "https://api.example.com",
            "sluice.upstreams.b.key", "hunter2");
    Map<String, String> shared = new HashMap<>(twice);
    shared.put("sluice.upstreams.b.budget", "a");
    assertThat(settings(shared).problems().lines()).as("named like a member").isEmpty();
    shared.put("sluice.upstreams.a.budget", "house");
    assertThat(settings(shared).problems().lines()).as("of two names").hasSize(1);
    shared.put("sluice.upstreams.b.budget", "house");
    assertThat(settings(shared).problems().lines()).isEmpty();
    assertThat(settings(twice).problems().lines()).hasSize(1);
  }

  @Test
  void oneKeyAtOneAddressIsNotSpentTwice() {
    assertThat(
            problems(
                "sluice.upstreams.a.url", "https://api.example.com",
                "sluice.upstreams.a.key", "hunter2",
                "sluice.upstreams.b.url", "https://API.example.com:443/api/v1",
                "sluice.upstreams.b.key", "hunter2",
                "sluice.upstreams.c.url", "https://api.example.com",
                "sluice.upstreams.c.key", "another",
                "sluice.upstreams.d.url", "https://api.example.com/eu",
                "sluice.upstreams.d.key", "hunter2"))
        .containsExactly(
            "sluice.upstreams.b: has the url and the key of sluice.upstreams.a:"
                + " the limits of one key would be spent twice; let both name one budget");
  }

  private static List<String> problems(String... properties) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      map.put(properties[i], properties[i + 1]);
    }
    return settings(map).problems().lines();
  }

  @Test
  void aSettingDoesNotShowItsKey() {
    assertThat(settings(Map.of("sluice.sandbox.key", "hunter2")).all().toString())
        .doesNotContain("hunter2");
  }

  private static UpstreamSettings settings(Map<String, String> properties) {
    return settings(Configured.by(properties, UpstreamConfig.class, SandboxKey.Written.class));
  }

  /** The settings of a configuration that maps {@link UpstreamConfig} and the sandbox's key. */
  static UpstreamSettings settings(Configured configured) {
    return new UpstreamSettings(
        configured.mapped(UpstreamConfig.class),
        configured.layout(),
        new SandboxKey(configured.mapped(SandboxKey.Written.class), configured.layout()));
  }
}
