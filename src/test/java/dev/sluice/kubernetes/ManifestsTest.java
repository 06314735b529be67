package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests in {@code k8s/}. {@link ManifestsCanFailTest} shows that each check can fail. */
class ManifestsTest {

  private static final Path CENTRAL = Repository.FOLDER.resolve("overlays/central");

  /** Files that are applied by nobody. */
  private static final Set<String> APART =
      Set.of("README.md", "secret.example.yaml", "alerts-test.yaml");

  @Test
  void everyObjectIsOneThatKubernetesTakes() {
    List<Manifest> all = objects();

    assertThat(all).hasSizeGreaterThan(20);
    assertThat(all).allSatisfy(one -> assertThat(one.misfits()).isEmpty());
  }

  @Test
  void aFileHoldsOneObject() {
    assertThat(objects().stream().map(Manifest::from)).doesNotHaveDuplicates();
  }

  @Test
  void everyFileIsPartOfWhatSomebodyApplies() {
    Set<Path> applied = new TreeSet<>();
    Repository.overlays().forEach(overlay -> applied.addAll(Kustomization.of(overlay).files()));

    assertThat(applied)
        .containsExactlyInAnyOrderElementsOf(
            Repository.files().stream()
                .filter(file -> !APART.contains(String.valueOf(file.getFileName())))
                .toList());
  }

  @Test
  void whatIsAppliedTogetherFitsTogether() {
    assertThat(Repository.overlays()).hasSize(4);
    for (Path overlay : Repository.overlays()) {
      assertThat(Repository.bundle(overlay).problems()).as(overlay.toString()).isEmpty();
    }
  }

  @Test
  void noReplicaIsKilledWhileItMayStillAnswer() throws IOException {
    Manifest gateway = Repository.only(Repository.bundle(CENTRAL), "Deployment", "sluice");
    JsonNode configuration = configuration();
    JsonNode pod = gateway.at("/spec/template/spec");
    String shipped = Files.readString(Path.of("src/main/resources/application.properties"));

    int sleep = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
    long delay = seconds(only("quarkus\\.shutdown\\.delay=(\\S+)", shipped));
    long timeout = seconds(configuration.at("/quarkus/shutdown/timeout").asText());

    assertThat(sleep).isPositive();
    assertThat(timeout).isGreaterThan(30);
    assertThat(pod.at("/terminationGracePeriodSeconds").asLong())
        .isGreaterThan(sleep + delay + timeout + 5);
  }

  @Test
  void theConfigurationLiesWhereTheGatewayLooksForIt() {
    for (Path overlay : Repository.overlays()) {
      Bundle bundle = Repository.bundle(overlay);

      assertThat(gateway(bundle).path("volumeMounts").valueStream())
          .as(overlay.toString())
          .anyMatch(mount -> mount.path("mountPath").asText().equals("/app/config"));
      assertThat(Repository.only(bundle, "ConfigMap", "sluice").at("/data").fieldNames())
          .toIterable()
          .containsExactly("application.yaml");
    }
  }

  @Test
  void theConfigurationNamesVariablesThatTheSecretHas() throws IOException {
    Set<String> there = new TreeSet<>();
    Repository.SECRET.at("/stringData").fieldNames().forEachRemaining(there::add);

    assertThat(there).containsAll(variables("config"));
    assertThat(variables("config")).isNotEmpty();
    assertThat(variables("overlays/sidecar-chained")).containsExactly("CENTRAL_KEY");
    assertThat(Repository.SECRET.at("/stringData").valueStream().map(JsonNode::asText))
        .allMatch(value -> value.endsWith("REPLACE-ME"));
  }

  /** The gateway refuses any other variable whose name begins so. */
  @Test
  void aVariableThatBeginsLikeASettingIsOne() throws IOException {
    Set<String> named = variables("config");
    named.addAll(variables("overlays/sidecar-chained"));
    Repository.SECRET.at("/stringData").fieldNames().forEachRemaining(named::add);
    for (Path overlay : Repository.overlays()) {
      gateway(Repository.bundle(overlay))
          .path("env")
          .forEach(variable -> named.add(variable.path("name").asText()));
    }
    List<Pattern> settings =
        Pattern.compile("`(sluice\\.[a-z<>.-]+)`")
            .matcher(Files.readString(Path.of("docs/configuration.md")))
            .results()
            .map(key -> key.group(1).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT))
            .map(key -> Pattern.compile(key.replaceAll("<[^>]+>", "[A-Z0-9]+")))
            .toList();

    assertThat(named.stream().filter(name -> name.startsWith("SLUICE_")))
        .hasSizeGreaterThan(3)
        .allMatch(name -> settings.stream().anyMatch(s -> s.matcher(name).matches()));
  }

  @Test
  void theImageIsTheVersionThatIsBuilt() throws IOException {
    JsonNode images =
        Manifest.read(Repository.FOLDER.resolve("image/kustomization.yaml")).get(0).at("/images");
    String version =
        only(
            "<artifactId>sluice</artifactId>\\s*<version>([^<]+)<",
            Files.readString(Path.of("pom.xml")));

    assertThat(images).hasSize(1);
    assertThat(images.at("/0/name").asText()).isEqualTo("sluice");
    assertThat(images.at("/0/newTag").asText()).isEqualTo(version);
  }

  @Test
  void redisIsSetAsOperationsSaysAndHasRoomForACopy() throws IOException {
    Manifest redis = Repository.only(Repository.bundle(CENTRAL), "StatefulSet", "sluice-redis");
    String conf = uncommented(Repository.FOLDER.resolve("redis/redis.conf"));
    String limit = redis.at("/spec/template/spec/containers/0/resources/limits/memory").asText();

    assertThat(conf.lines())
        .contains("maxmemory-policy noeviction", "appendonly yes", "appendfsync everysec");
    assertThat(Integer.parseInt(only("(?m)^maxmemory (\\d+)gb$", conf)) * 1.5)
        .isLessThanOrEqualTo(Integer.parseInt(only("^(\\d+)Gi$", limit)));
  }

  @Test
  void aSidecarNamesATeamThatItsConfigurationHas() {
    for (String overlay : List.of("sidecar", "sidecar-chained")) {
      Bundle bundle = Repository.bundle(Repository.FOLDER.resolve("overlays/" + overlay));
      JsonNode sidecar = gateway(bundle);
      String team =
          sidecar
              .path("env")
              .valueStream()
              .filter(variable -> variable.path("name").asText().equals("SLUICE_SIDECAR_TEAM"))
              .map(variable -> variable.path("value").asText())
              .collect(Collectors.joining());
      String written =
          Repository.only(bundle, "ConfigMap", "sluice").at("/data/application.yaml").asText();

      assertThat(sidecar.path("restartPolicy").asText()).as(overlay).isEqualTo("Always");
      assertThat(sidecar.has("startupProbe")).as(overlay).isTrue();
      assertThat(Manifest.read(overlay, written).get(0).at("/sluice/teams").has(team))
          .as("%s: the team %s", overlay, team)
          .isTrue();
    }
  }

  private static JsonNode gateway(Bundle bundle) {
    return bundle.workloads().stream()
        .flatMap(
            one ->
                Stream.of("initContainers", "containers")
                    .flatMap(list -> one.at("/spec/template/spec/" + list).valueStream()))
        .filter(container -> container.path("name").asText().equals("sluice"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Manifest> objects() {
    List<Manifest> all = new ArrayList<>();
    for (Path file : Repository.files()) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".yaml")
          && !name.equals("application.yaml")
          && !name.equals("alerts-test.yaml")) {
        all.addAll(Manifest.read(file));
      }
    }
    return all;
  }

  private static JsonNode configuration() {
    return Manifest.read(Repository.FOLDER.resolve("config/application.yaml")).get(0).tree();
  }

  private static Set<String> variables(String folder) throws IOException {
    return Pattern.compile("\\$\\{([A-Z_]+)}")
        .matcher(uncommented(Repository.FOLDER.resolve(folder).resolve("application.yaml")))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String uncommented(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.strip().startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  private static long seconds(String duration) {
    return Duration.parse("PT" + duration).toSeconds();
  }

  private static String only(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .findFirst()
        .orElseThrow();
  }
}
