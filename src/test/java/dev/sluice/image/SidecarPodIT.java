package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pod of the overlay {@code sidecar}: an application that knows nothing but a base URL, and has
 * no key. The vendor is the sandbox, in another container of the same image; what is known is kept
 * in memory, since Redis has tests of its own.
 */
@Tag("long")
class SidecarPodIT {

  private static final Logger LOG = Logger.getLogger(SidecarPodIT.class);
  private static final String POD = "example-pod-0";
  private static final String SANDBOX = "sluice-it-vendor";
  private static final String APPLICATION = "localhost/sluice-it-application";

  /** A client of the vendor's, which would send a key if it had one. */
  private static final String CLIENT =
      """
      ask() { /bin/busybox wget -q -O - --header 'Content-Type: application/json' "$@"; }
      body='{"input":{"mode":"text-to-image","prompt":"a castle"}}'
      until answer=$(ask --post-data "$body" "$APIXO_BASE_URL/generateTask/nano-banana")
      do /bin/busybox sleep 1; done
      task=${answer#*'"taskId":"'}; task=${task%%'"'*}
      until ask "$APIXO_BASE_URL/statusTask/nano-banana?taskId=$task" | /bin/busybox tee /dev/stderr | /bin/busybox grep -q '"state":"success"'
      do /bin/busybox sleep 1; done
      echo "DONE $task"
      while :; do ask --post-data "$body" "$APIXO_BASE_URL/generateTask/nano-banana" || /bin/busybox sleep 1; done
      """;

  private static final String CONFIGURATION =
      """
      sluice:
        upstreams:
          vendor: {dialect: apixo, url: "http://%s:8080/sandbox", key: the-key, windows: ["3000/60s"], concurrent-tasks: 200}
        budget: {cold-start: 0s}
        teams:
          marketing: {weight: 2}
      """;

  @TempDir private Path folder;

  @Test
  void anApplicationThatKnowsNoKeyIsServedByTheSidecarOfItsPod() throws Exception {
    Podman podman = Podman.here();
    Path busybox = Path.of("/bin/busybox");
    Assumptions.assumeTrue(Files.exists(busybox), "skipped: no busybox for the application");
    Assumptions.assumeTrue(
        Stream.of("/usr/bin/kubectl", "/usr/local/bin/kubectl")
            .anyMatch(k -> Files.exists(Path.of(k))),
        "skipped: no kubectl to render the manifest");
    podman.build(ImageIT.IMAGE);
    podman.buildBusybox(APPLICATION, busybox);
    try (Container vendor = vendor(podman)) {
      play(podman, vendor.inspect("{{.NetworkSettings.IPAddress}}"));
    }
  }

  private static Container vendor(Podman podman) {
    Container vendor = new Container(podman, SANDBOX);
    vendor.close();
    podman.podman(
        Stream.of(
                List.of("run", "-d", "--name", SANDBOX, "--memory", "512m", "--read-only"),
                List.of("--tmpfs", "/tmp", "-e", "SLUICE_SANDBOX_ENABLED=true"),
                List.of(
                    "-e", "SLUICE_SANDBOX_KEY=the-key", "-e", "SLUICE_SANDBOX_WINDOWS=3000/60s"),
                List.of("-e", "SLUICE_SANDBOX_CONCURRENT_TASKS=200"),
                List.of("-e", "SLUICE_SANDBOX_DURATION=1s..2s", ImageIT.IMAGE))
            .flatMap(List::stream)
            .toArray(String[]::new));
    vendor.awaitLog("Listening on: ");
    return vendor;
  }

  private void play(Podman podman, String address) throws Exception {
    Path manifest =
        Files.writeString(
            folder.resolve("sidecar.yaml"),
            SidecarManifest.rendered()
                .forPodman(ImageIT.IMAGE, APPLICATION, CLIENT, CONFIGURATION.formatted(address)));
    podman.attempt("pod", "rm", "-f", POD);
    try {
      podman.podman("play", "kube", manifest.toString());
      Container gateway = new Container(podman, POD + "-sluice");
      Container application = new Container(podman, POD + "-example");
      application.awaitLog("DONE ");
      Awaitility.await("submits of the application")
          .pollInterval(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(60))
          .until(() -> application.log().split("\"message\":\"success\"").length > 300);

      LOG.infof(
          "FIGURES sidecar: resident=%d MiB anonymous=%d MiB charged=%d MiB limit=%d; %s",
          gateway.resident(),
          gateway.anonymous(),
          gateway.mostCharged(),
          gateway.memoryLimit(),
          gateway.lineOfLog("started in"));
      assertThat(gateway.user()).isEqualTo("10001:10001");
      assertThat(gateway.log()).doesNotContain(" ERROR ");
      assertThat(application.log())
          .contains("\"state\":\"success\"")
          .doesNotContain("server returned error");
      assertThat(application.inspect("{{.Config.Env}}")).doesNotContain("KEY");
    } finally {
      podman.attempt("pod", "rm", "-f", "-t", "20", POD);
    }
  }
}
