package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * One object as it is written.
 *
 * @param from where it stands, for whoever reads that it is wrong
 */
record Manifest(String from, JsonNode tree) {

  private static final ObjectMapper TREES = new ObjectMapper();

  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1 ConfigMap", V1ConfigMap.class),
          Map.entry("v1 Namespace", V1Namespace.class),
          Map.entry("v1 Secret", V1Secret.class),
          Map.entry("v1 Service", V1Service.class),
          Map.entry("v1 ServiceAccount", V1ServiceAccount.class),
          Map.entry("apps/v1 Deployment", V1Deployment.class),
          Map.entry("apps/v1 StatefulSet", V1StatefulSet.class),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class),
          Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", Monitoring.Rules.class),
          Map.entry("monitoring.coreos.com/v1 ServiceMonitor", Monitoring.Scraped.class),
          Map.entry("kustomize.config.k8s.io/v1beta1 Kustomization", Kustomize.class),
          Map.entry("kustomize.config.k8s.io/v1alpha1 Component", Kustomize.class));

  /** What the API server demands beyond its own description, where members are all optional. */
  private static final Map<String, Set<String>> NEEDED =
      Map.of(
          "Deployment", Set.of("/spec"),
          "StatefulSet", Set.of("/spec"),
          "Service", Set.of("/spec/ports", "/spec/selector"),
          "HorizontalPodAutoscaler", Set.of("/spec"),
          "NetworkPolicy", Set.of("/spec"),
          "PodDisruptionBudget", Set.of("/spec/selector"));

  /** All objects of a text of YAML; a member that is written twice is an error. */
  static List<Manifest> read(String from, String yaml) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    List<Manifest> all = new ArrayList<>();
    for (Object document : new Yaml(strict).loadAll(yaml)) {
      all.add(new Manifest(from, TREES.valueToTree(document)));
    }
    return all;
  }

  static List<Manifest> read(Path file) {
    try {
      return read(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String kind() {
    return tree.at("/kind").asText();
  }

  String name() {
    return tree.at("/metadata/name").asText();
  }

  JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  boolean isOfKustomize() {
    return tree.at("/apiVersion").asText().startsWith("kustomize");
  }

  /** What the API server would refuse in it; empty where nothing. */
  List<String> misfits() {
    Class<?> type = TYPES.get(tree.at("/apiVersion").asText() + " " + kind());
    if (type == null) {
      return List.of("%s: %s is no kind that is known here".formatted(from, kind()));
    }
    List<String> found = new ArrayList<>(Shape.misfits(tree, type, from + ": "));
    if (!isOfKustomize() && name().isEmpty()) {
      found.add(from + ": it has no name");
    }
    for (String pointer : NEEDED.getOrDefault(kind(), Set.of())) {
      if (at(pointer).isMissingNode()) {
        found.add(from + ": " + pointer + " is missing");
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
