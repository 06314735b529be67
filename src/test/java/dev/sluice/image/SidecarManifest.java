package dev.sluice.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/** The overlay {@code sidecar} as it is applied, and what podman has to be told of it. */
record SidecarManifest(List<ObjectNode> objects) {

  private static final ObjectMapper TREES = new ObjectMapper();
  private static final Path OVERLAY = Path.of("k8s", "overlays", "sidecar");

  /** The Deployment alone, as it is written. */
  static SidecarManifest read() throws IOException {
    return of(Files.readString(OVERLAY.resolve("deployment.yaml")));
  }

  /** All of it, as {@code kubectl kustomize} makes it. */
  static SidecarManifest rendered() throws IOException, InterruptedException {
    Process kubectl = new ProcessBuilder("kubectl", "kustomize", OVERLAY.toString()).start();
    String said = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
    if (!kubectl.waitFor(60, TimeUnit.SECONDS) || kubectl.exitValue() != 0) {
      throw new IOException("kubectl kustomize " + OVERLAY);
    }
    return of(said);
  }

  private static SidecarManifest of(String yaml) {
    List<ObjectNode> objects = new ArrayList<>();
    new Yaml().loadAll(yaml).forEach(one -> objects.add(TREES.valueToTree(one)));
    return new SidecarManifest(objects);
  }

  /** The variables that say how much memory it takes. */
  Map<String, String> memoryFlags() {
    Map<String, String> flags = new LinkedHashMap<>();
    for (JsonNode variable : sidecar().path("env")) {
      String name = variable.path("name").asText();
      if (!name.startsWith("SLUICE_")) {
        flags.put(name, variable.path("value").asText());
      }
    }
    return flags;
  }

  /**
   * What podman 4.3 can play: one replica; the native sidecar as a container beside the other, as
   * it waits for ever for the end of one among {@code initContainers}; no Secret, which it would
   * have to be given apart; and a namespace it does not know.
   *
   * @param image of the gateway
   * @param application the client's image
   * @param command what the application does
   * @param configuration of the gateway, in the place of the ConfigMap's
   */
  String forPodman(String image, String application, String command, String configuration) {
    JsonNode deployment = only("Deployment");
    ((ObjectNode) deployment.path("spec")).put("replicas", 1);
    ObjectNode pod = (ObjectNode) deployment.at("/spec/template/spec");
    ObjectNode sidecar = sidecar();
    sidecar.remove(List.of("restartPolicy", "envFrom"));
    sidecar.put("image", image);
    ObjectNode client = (ObjectNode) pod.at("/containers/0");
    client.put("image", application).putArray("command").add("/bin/busybox").add("sh").add("-c");
    ((ArrayNode) client.path("command")).add(command);
    ((ArrayNode) pod.path("containers")).insert(0, sidecar);
    pod.remove("initContainers");
    ((ObjectNode) only("ConfigMap").path("data")).put("application.yaml", configuration);
    return objects.stream().map(JsonNode::toString).collect(Collectors.joining("\n---\n"));
  }

  private ObjectNode sidecar() {
    return (ObjectNode) only("Deployment").at("/spec/template/spec/initContainers/0");
  }

  private JsonNode only(String kind) {
    return objects.stream()
        .filter(one -> one.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }
}
