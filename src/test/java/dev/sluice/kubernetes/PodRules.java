package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a pod names has to be there, and it has to be as restricted as Kubernetes knows to ask. */
final class PodRules {

  private static final List<String> PROBES =
      List.of("startupProbe", "livenessProbe", "readinessProbe");

  private final Manifest workload;
  private final JsonNode pod;
  private final Bundle bundle;
  private final List<String> found = new ArrayList<>();

  PodRules(Manifest workload, Bundle bundle) {
    this.workload = workload;
    this.pod = workload.at("/spec/template/spec");
    this.bundle = bundle;
  }

  List<String> problems() {
    restrictedPod();
    Set<String> mounted = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (JsonNode container : containers()) {
      demand(names.add(container.path("name").asText()), "has two containers of one name");
      restricted(container);
      resources(container);
      probes(container);
      environment(container);
      mounts(container, mounted);
    }
    volumes(mounted);
    for (JsonNode spread : pod.path("topologySpreadConstraints")) {
      demand(
          Bundle.within(spread.at("/labelSelector/matchLabels"), Bundle.podLabels(workload)),
          "spreads pods that are not its own");
    }
    return found;
  }

  private List<JsonNode> containers() {
    return Stream.of("initContainers", "containers")
        .flatMap(list -> pod.path(list).valueStream())
        .toList();
  }

  private void restrictedPod() {
    demand(is(pod, "/securityContext/runAsNonRoot", "true"), "may run as root");
    demand(pod.at("/securityContext/runAsUser").asInt() > 0, "runs as no particular user");
    demand(is(pod, "/securityContext/seccompProfile/type", "RuntimeDefault"), "has no seccomp");
    demand(is(pod, "/automountServiceAccountToken", "false"), "is given a token of the cluster");
    demand(is(pod, "/enableServiceLinks", "false"), "is given variables of Services");
    String account = pod.path("serviceAccountName").asText();
    demand(account.isEmpty() || bundle.has("ServiceAccount", account), "has no ServiceAccount");
    bundle
        .all("ServiceAccount")
        .forEach(
            one ->
                demand(
                    is(one.tree(), "/automountServiceAccountToken", "false"),
                    "may be given a token by " + one));
    for (String forbidden : Set.of("hostNetwork", "hostPID", "hostIPC")) {
      demand(!pod.has(forbidden), "has " + forbidden);
    }
  }

  private void restricted(JsonNode container) {
    JsonNode context = container.path("securityContext");
    String name = container.path("name").asText();
    demand(!container.path("image").asText().isEmpty(), name + " has no image");
    demand(is(context, "/allowPrivilegeEscalation", "false"), name + " may gain privileges");
    demand(is(context, "/readOnlyRootFilesystem", "true"), name + " may write to its image");
    demand(is(context, "/capabilities/drop/0", "ALL"), name + " keeps capabilities");
    demand(context.at("/capabilities/add").isMissingNode(), name + " is given capabilities");
  }

  private void resources(JsonNode container) {
    JsonNode memory = container.at("/resources/limits/memory");
    demand(
        memory.isTextual() && memory.equals(container.at("/resources/requests/memory")),
        container.path("name") + " has no memory that is its own");
    demand(
        container.at("/resources/requests/cpu").isTextual(),
        container.path("name") + " asks for no CPU");
  }

  private void probes(JsonNode container) {
    for (String probe : PROBES) {
      Stream.of("/httpGet/port", "/tcpSocket/port")
          .map(pointer -> container.path(probe).at(pointer))
          .filter(port -> !port.isMissingNode())
          .forEach(
              port ->
                  demand(
                      container
                          .path("ports")
                          .valueStream()
                          .anyMatch(own -> own.path("name").equals(port)),
                      "has a " + probe + " on a port without a name there: " + port));
    }
  }

  private void environment(JsonNode container) {
    for (JsonNode from : container.path("envFrom")) {
      if (from.has("secretRef")) {
        secret(from.path("secretRef").path("name").asText());
      } else {
        configMap(from.at("/configMapRef/name").asText());
      }
    }
    Set<String> names = new TreeSet<>();
    for (JsonNode variable : container.path("env")) {
      demand(names.add(variable.path("name").asText()), "has twice " + variable.path("name"));
      JsonNode from = variable.at("/valueFrom/secretKeyRef");
      if (!from.isMissingNode()) {
        secret(from.path("name").asText());
        demand(
            bundle.secret().at("/stringData").has(from.path("key").asText()),
            "asks for a member that the example of a Secret does not have: " + from.path("key"));
      }
    }
  }

  private void mounts(JsonNode container, Set<String> mounted) {
    for (JsonNode mount : container.path("volumeMounts")) {
      mounted.add(mount.path("name").asText());
      demand(!mount.has("subPath"), "mounts a subPath, which never changes: " + mount);
    }
  }

  private void volumes(Set<String> mounted) {
    Set<String> there = new TreeSet<>();
    for (JsonNode volume : pod.path("volumes")) {
      there.add(volume.path("name").asText());
      if (volume.has("configMap")) {
        configMap(volume.at("/configMap/name").asText());
      } else if (volume.has("secret")) {
        secret(volume.at("/secret/secretName").asText());
      }
    }
    workload
        .at("/spec/volumeClaimTemplates")
        .forEach(claim -> there.add(claim.at("/metadata/name").asText()));
    demand(there.equals(mounted), "mounts %s and has the volumes %s".formatted(mounted, there));
  }

  private void configMap(String name) {
    demand(bundle.has("ConfigMap", name), "names the ConfigMap " + name + ", which is not there");
  }

  private void secret(String name) {
    demand(
        bundle.secret().name().equals(name), "names the Secret " + name + ", which has no example");
  }

  private static boolean is(JsonNode tree, String pointer, String value) {
    return tree.at(pointer).asText().equals(value);
  }

  private void demand(boolean right, String otherwise) {
    if (!right) {
      found.add(workload + " " + otherwise);
    }
  }
}
