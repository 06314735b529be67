package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Objects that are applied together: what they say of each other has to be there.
 *
 * @param secret an example of the one Secret, which is in no bundle
 */
record Bundle(List<Manifest> objects, Manifest secret) {

  private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet");

  /** What does not fit together; empty where all does. */
  List<String> problems() {
    List<String> found = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Manifest one : objects) {
      if (!names.add(one.toString())) {
        found.add(one + " is there twice");
      }
      switch (one.kind()) {
        case "Deployment", "StatefulSet" -> found.addAll(ofWorkload(one));
        case "Service" -> found.addAll(ofService(one));
        case "HorizontalPodAutoscaler" -> found.addAll(ofAutoscaler(one));
        case "PodDisruptionBudget" -> selects(one, one.at("/spec/selector/matchLabels"), found);
        case "NetworkPolicy" -> found.addAll(ofPolicy(one));
        case "ServiceMonitor" -> found.addAll(ofMonitor(one));
        default -> {}
      }
    }
    return found;
  }

  Stream<Manifest> all(String kind) {
    return objects.stream().filter(one -> one.kind().equals(kind));
  }

  boolean has(String kind, String name) {
    return all(kind).anyMatch(one -> one.name().equals(name));
  }

  List<Manifest> workloads() {
    return objects.stream().filter(one -> WORKLOADS.contains(one.kind())).toList();
  }

  private List<String> ofWorkload(Manifest one) {
    List<String> found = new ArrayList<>(new PodRules(one, this).problems());
    if (!within(one.at("/spec/selector/matchLabels"), podLabels(one))) {
      found.add(one + " does not select its own pods");
    }
    if (one.kind().equals("StatefulSet") && !has("Service", one.at("/spec/serviceName").asText())) {
      found.add(one + " names a Service that is not there");
    }
    boolean scaled =
        all("HorizontalPodAutoscaler")
            .anyMatch(scaler -> scaler.at("/spec/scaleTargetRef/name").asText().equals(one.name()));
    if (scaled == one.at("/spec").has("replicas")) {
      found.add(one + (scaled ? " sets what is scaled" : " says no number of replicas"));
    }
    return found;
  }

  private List<String> ofService(Manifest one) {
    List<String> found = new ArrayList<>();
    List<Manifest> behind = selects(one, one.at("/spec/selector"), found);
    for (JsonNode port : one.at("/spec/ports")) {
      if (!port.has("name")) {
        found.add(one + " has a port without a name");
      }
      havePort(one, behind, port.path("targetPort"), found);
    }
    return found;
  }

  private List<String> ofAutoscaler(Manifest one) {
    List<String> found = new ArrayList<>();
    JsonNode target = one.at("/spec/scaleTargetRef");
    List<Manifest> scaled =
        all(target.path("kind").asText())
            .filter(other -> other.name().equals(target.path("name").asText()))
            .filter(other -> other.at("/apiVersion").equals(target.path("apiVersion")))
            .toList();
    if (scaled.isEmpty()) {
      found.add(one + " scales what is not there");
    }
    if (one.at("/spec/minReplicas").asInt(1) < 2) {
      found.add(one + " lets a single replica be all");
    }
    for (JsonNode metric : one.at("/spec/metrics")) {
      String resource = metric.at("/resource/name").asText();
      scaled.stream()
          .flatMap(other -> other.at("/spec/template/spec/containers").valueStream())
          .filter(container -> container.at("/resources/requests/" + resource).isMissingNode())
          .forEach(container -> found.add(one + " has no request of " + resource + " to go by"));
    }
    return found;
  }

  private List<String> ofPolicy(Manifest one) {
    List<String> found = new ArrayList<>();
    List<Manifest> chosen = selects(one, one.at("/spec/podSelector/matchLabels"), found);
    for (JsonNode rule : one.at("/spec/ingress")) {
      rule.path("ports").forEach(port -> havePort(one, chosen, port.path("port"), found));
      rule.path("from").forEach(peer -> selects(one, labels(peer), found));
    }
    for (JsonNode rule : one.at("/spec/egress")) {
      for (JsonNode peer : rule.path("to")) {
        List<Manifest> called = selects(one, labels(peer), found);
        rule.path("ports").forEach(port -> havePort(one, called, port.path("port"), found));
      }
    }
    return found;
  }

  private List<String> ofMonitor(Manifest one) {
    List<String> found = new ArrayList<>();
    List<Manifest> services =
        all("Service")
            .filter(
                service ->
                    within(one.at("/spec/selector/matchLabels"), service.at("/metadata/labels")))
            .toList();
    if (services.size() != 1) {
      found.add(one + " selects " + services);
    }
    for (JsonNode endpoint : one.at("/spec/endpoints")) {
      for (Manifest service : services) {
        if (service
            .at("/spec/ports")
            .valueStream()
            .noneMatch(port -> port.path("name").equals(endpoint.path("port")))) {
          found.add(one + " scrapes a port that " + service + " does not have");
        }
      }
    }
    return found;
  }

  /** The workloads whose pods have these labels; none is a problem. */
  private List<Manifest> selects(Manifest one, JsonNode labels, List<String> found) {
    List<Manifest> chosen =
        workloads().stream().filter(other -> within(labels, podLabels(other))).toList();
    if (chosen.isEmpty()) {
      found.add(one + " selects no pods: " + labels);
    }
    return chosen;
  }

  private static void havePort(
      Manifest one, List<Manifest> workloads, JsonNode port, List<String> found) {
    for (Manifest workload : workloads) {
      if (ports(workload)
          .noneMatch(own -> port.equals(own.path(port.isTextual() ? "name" : "containerPort")))) {
        found.add("%s names the port %s, which %s does not have".formatted(one, port, workload));
      }
    }
  }

  private static Stream<JsonNode> ports(Manifest workload) {
    return Stream.of("containers", "initContainers")
        .flatMap(
            list ->
                StreamSupport.stream(
                    workload.at("/spec/template/spec/" + list).spliterator(), false))
        .flatMap(container -> container.path("ports").valueStream());
  }

  static boolean within(JsonNode labels, JsonNode all) {
    return !labels.isEmpty()
        && labels.propertyStream().allMatch(e -> e.getValue().equals(all.path(e.getKey())));
  }

  static JsonNode podLabels(Manifest workload) {
    return workload.at("/spec/template/metadata/labels");
  }

  private static JsonNode labels(JsonNode peer) {
    return peer.at("/podSelector/matchLabels");
  }
}
