package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.sluice.budget.Policy;
import dev.sluice.settings.MemberNames;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The references name what the code knows, all of it and nothing else. */
class ConfigurationDocTest {

  private static final String WITHOUT_EFFECT = "Accepted, without effect yet";
  private static final String KEY = "sluice\\.[a-z<>.*-]+";

  private static final Guide CONFIGURATION = Guide.of("docs/configuration.md");
  private static final Guide OPERATIONS = Guide.of("docs/operations.md");
  private static final String SOURCES = new SourceTree(Path.of("src/main/java")).text();

  @Test
  void everyKeyThatIsReadIsInTheReferenceAndNoOther() {
    Set<String> documented = CONFIGURATION.without(WITHOUT_EFFECT).firstColumn(KEY);

    assertThat(plain(documented)).containsExactlyInAnyOrderElementsOf(read());
  }

  @Test
  void everyKeyThatHasNoEffectYetIsListedAsSuchAndNoOther() {
    Set<String> planned = new TreeSet<>(MemberNames.planned());
    planned.removeAll(read());

    assertThat(plain(CONFIGURATION.section(WITHOUT_EFFECT).firstColumn(KEY)))
        .containsExactlyInAnyOrderElementsOf(planned);
  }

  @Test
  void noDocumentNamesAKeyThatDoesNotExist() {
    Set<String> known = read();
    known.addAll(MemberNames.planned());

    for (String file : Set.of("README.md", "docs/how-it-works.md", "docs/operations.md")) {
      assertThat(plain(Guide.of(file).code(KEY)))
          .as(file)
          .allMatch(key -> known.stream().anyMatch(k -> k.equals(key) || k.startsWith(key + ".")));
    }
  }

  @Test
  void everyMetricIsInTheReferenceAndNoOther() {
    assertThat(OPERATIONS.section("Metrics").firstColumn("sluice_[a-z0-9_]+"))
        .containsExactlyInAnyOrderElementsOf(metrics());
  }

  @Test
  void everyPolicyIsInTheReferenceAndNoOther() {
    Set<String> policies =
        Arrays.stream(Policy.values()).map(Policy::label).collect(Collectors.toSet());
    policies.addAll(found("(?:FULL|POLICY) = \"([a-z-]+)\""));
    for (String ceiling : found("new Ceiling\\(\\s*\"([a-z-]+)\"")) {
      policies.add(ceiling.endsWith("-") ? ceiling + "<window>" : ceiling);
    }

    assertThat(policies).hasSizeGreaterThan(8);
    assertThat(OPERATIONS.section("Limits that refuse").firstColumn("[a-z<>-]+"))
        .containsExactlyInAnyOrderElementsOf(policies);
  }

  private static Set<String> read() {
    Map<Class<?>, String> mappings =
        House.main().stream()
            .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
            .map(JavaClass::reflect)
            .collect(Collectors.toMap(type -> type, type -> "sluice"));
    assertThat(mappings).hasSizeGreaterThan(8);
    return new TreeSet<>(MemberNames.read(mappings));
  }

  /** Names in angle brackets stand for any name. */
  private static Set<String> plain(Set<String> documented) {
    return documented.stream()
        .map(key -> key.replaceAll("<[a-z]+>", "*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** As Prometheus shows them: counters with {@code _total}, timers with {@code _seconds}. */
  private static Set<String> metrics() {
    Set<String> names = new TreeSet<>();
    found("counter\\(\\s*\"sluice\\.([a-z0-9.]+)\"").forEach(n -> names.add(name(n) + "_total"));
    found("(?i)timer(?:\\.builder)?\\(\\s*\"sluice\\.([a-z0-9.]+)\"")
        .forEach(n -> names.add(name(n) + "_seconds"));
    found("gauge\\(\\s*\"sluice\\.([a-z0-9.]+)\"").forEach(n -> names.add(name(n)));
    assertThat(names).hasSizeGreaterThan(12);
    return names;
  }

  private static String name(String meter) {
    return "sluice_" + meter.replace('.', '_');
  }

  private static Set<String> found(String pattern) {
    return Pattern.compile(pattern)
        .matcher(SOURCES)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
