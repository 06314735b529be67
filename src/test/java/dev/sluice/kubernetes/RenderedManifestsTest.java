package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl kustomize} makes of the overlays; only where {@code kubectl} is there. */
class RenderedManifestsTest {

  @BeforeAll
  static void kubectlIsThere() {
    Assumptions.assumeTrue(
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
        "kubectl is not on the PATH: the manifests are checked as they are written only");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void whatKubectlMakesIsTakenAndFitsTogether(Path overlay) throws Exception {
    List<Manifest> rendered = rendered(overlay);

    assertThat(rendered).allSatisfy(one -> assertThat(one.misfits()).isEmpty());
    assertThat(new Bundle(rendered, Repository.SECRET).problems()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void kubectlFindsTheObjectsThatOurOwnReadingFinds(Path overlay) throws Exception {
    assertThat(rendered(overlay).stream().map(RenderedManifestsTest::withoutHash))
        .containsExactlyInAnyOrderElementsOf(
            Kustomization.of(overlay).objects().stream().map(Manifest::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyGatewayRunsTheImageThatIsNamedInOnePlace(Path overlay) throws Exception {
    String tag =
        Manifest.read(Repository.FOLDER.resolve("image/kustomization.yaml"))
            .get(0)
            .at("/images/0/newTag")
            .asText();

    assertThat(
            rendered(overlay).stream()
                .flatMap(one -> one.tree().findValuesAsText("image").stream())
                .filter(image -> image.startsWith("sluice")))
        .containsOnly("sluice:" + tag)
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everythingOfAnOverlayLiesInOneNamespace(Path overlay) throws Exception {
    String namespace =
        overlay.endsWith("central") || overlay.endsWith("central-monitored") ? "sluice" : "example";

    assertThat(rendered(overlay).stream().filter(one -> !one.kind().equals("Namespace")))
        .allSatisfy(one -> assertThat(one.at("/metadata/namespace").asText()).isEqualTo(namespace));
  }

  static List<Path> overlays() {
    return Repository.overlays();
  }

  /** A ConfigMap whose members count at a start only has a hash of them in its name. */
  private static String withoutHash(Manifest one) {
    return one.toString().replaceAll("(?<=^ConfigMap sluice-redis)-[a-z0-9]{10}$", "");
  }

  private static List<Manifest> rendered(Path overlay) throws Exception {
    Process kubectl =
        new ProcessBuilder("kubectl", "kustomize", overlay.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(kubectl.exitValue()).as(said).isZero();
    return Manifest.read(overlay.toString(), said);
  }
}
