package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;

/** Every check of the manifests, broken on purpose. */
class ManifestsCanFailTest {

  private static final Path MONITORED = Repository.FOLDER.resolve("overlays/central-monitored");

  @ParameterizedTest(name = "{0} {1} {2} = {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Deployment  | /spec/template/spec              | terminationGracePeriod | 5      | unknown
          Deployment  | /spec/template/spec/containers/0 | imagePullPolicies | Always      | unknown
          Deployment  | /spec/template/spec/containers/0/ports/0 | containerPort | '"8080"' | whole number
          Deployment  | /spec/template/spec              | enableServiceLinks | '"no"'     | true or false
          Deployment  | /spec/template/spec/containers/0/resources/limits | memory | 1 GB  | quantity
          Deployment  | /spec/selector/matchLabels       | x | 1                           | a text
          Deployment  | /spec/template/spec              | volumes | none                  | not a list
          Deployment  | /spec/template/spec/containers/0 | lifecycle | sleep               | no object
          Deployment  | /spec                            | selector |                      | missing
          Deployment  | /spec/template/spec/containers/0 | name |                          | missing
          Deployment  | /spec/template/spec/containers/0/livenessProbe/httpGet | port |    | missing
          Deployment  | /metadata                        | name |                          | no name
          Service     | /spec                            | ports |                         | missing
          StatefulSet | /spec                            | serviceName |                   | missing
          HorizontalPodAutoscaler | /spec                | maxReplicas |                   | missing
          NetworkPolicy | /spec                          | podSelector |                   | missing
          PodDisruptionBudget | /spec                    | selector |                      | missing
          ServiceMonitor | /spec/endpoints/0             | pot | http                      | unknown
          ServiceMonitor | /spec                         | selector |                      | missing
          PrometheusRule | /spec/groups/0/rules/0        | expression | up                 | unknown
          PrometheusRule | /spec/groups/0/rules/0        | expr |                          | missing
          """)
  void anObjectOfTheWrongShapeIsRefused(
      String kind, String at, String member, String value, String complaint) {
    List<Manifest> broken = broken(kind, at, member, value);

    assertThat(broken).hasSize(1);
    assertThat(broken.get(0).misfits()).singleElement().asString().contains(complaint, ": ");
  }

  @ParameterizedTest(name = "{0} {1} {2} = {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Deployment  | /spec/template/metadata/labels   | app.kubernetes.io/name | other  | own pods
          Deployment  | /spec                            | replicas | 2                    | what is scaled
          Deployment  | /spec/template/spec              | serviceAccountName | nobody     | no ServiceAccount
          Deployment  | /spec/template/spec              | automountServiceAccountToken |  | token
          ServiceAccount | /                             | automountServiceAccountToken |  | token
          Deployment  | /spec/template/spec              | enableServiceLinks |            | Services
          Deployment  | /spec/template/spec              | hostNetwork | true              | hostNetwork
          Deployment  | /spec/template/spec/securityContext | runAsNonRoot |               | root
          Deployment  | /spec/template/spec/securityContext | seccompProfile |             | seccomp
          Deployment  | /spec/template/spec/containers/0 | image |                         | no image
          Deployment  | /spec/template/spec/containers/0 | securityContext |               | privileges
          Deployment  | /spec/template/spec/containers/0/securityContext/capabilities | drop |  | capabilities
          Deployment  | /spec/template/spec/containers/0/resources/limits | memory | 2Gi   | no memory
          Deployment  | /spec/template/spec/containers/0/resources/requests | cpu |       | request of cpu
          Deployment  | /spec/template/spec/containers/0/readinessProbe/httpGet | port | htp | readinessProbe
          Deployment  | /spec/template/spec/containers/0/envFrom/0/secretRef | name | keys | Secret keys
          StatefulSet | /spec/template/spec/containers/0/env/0/valueFrom/secretKeyRef | key | PASS | PASS
          Deployment  | /spec/template/spec/containers/0/volumeMounts/0 | subPath | application.yaml | subPath
          Deployment  | /spec/template/spec/containers/0/volumeMounts/0 | name | conf     | has the volumes
          Deployment  | /spec/template/spec/volumes/0/configMap | name | other            | ConfigMap other
          Deployment  | /spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels | x | y | spreads
          StatefulSet | /spec                            | serviceName | redis             | Service
          Service     | /spec/ports/0                    | targetPort | https              | the port
          Service     | /spec/ports/0                    | name |                          | without a name
          Service     | /spec/selector                   | app | gateway                   | selects no pods
          PodDisruptionBudget | /spec/selector/matchLabels | app | gateway                 | selects no pods
          HorizontalPodAutoscaler | /spec/scaleTargetRef | name | gateway                  | not there
          HorizontalPodAutoscaler | /spec                | minReplicas | 1                 | single replica
          NetworkPolicy | /spec/podSelector/matchLabels  | app | gateway                   | selects no pods
          NetworkPolicy | /spec/ingress/0/ports/0        | port | https                    | the port
          NetworkPolicy | /spec/egress/1/to/0/podSelector/matchLabels | app | redis        | selects no pods
          NetworkPolicy | /spec/egress/1/ports/0         | port | 6380                     | the port 6380
          ServiceMonitor | /spec/selector/matchLabels    | app | gateway                   | selects []
          ServiceMonitor | /spec/endpoints/0             | port | metrics                  | scrapes a port
          """)
  void whatDoesNotFitTogetherIsSeen(
      String kind, String at, String member, String value, String complaint) {
    List<Manifest> all = new ArrayList<>(Kustomization.of(MONITORED).objects());
    List<Manifest> broken = broken(kind, at, member, value);
    all.replaceAll(one -> one.toString().equals(broken.get(0).toString()) ? broken.get(0) : one);

    assertThat(new Bundle(all, Repository.SECRET).problems()).anyMatch(p -> p.contains(complaint));
  }

  @Test
  void anEmptyMemberAndAnUnknownKindAreRefused() {
    assertThat(
            Manifest.read("x", "{apiVersion: v1, kind: Service, metadata: {name: x}, spec: }")
                .get(0)
                .misfits())
        .anyMatch(misfit -> misfit.contains("spec: empty"));
    assertThat(Manifest.read("x", "{apiVersion: v2, kind: Service}").get(0).misfits())
        .singleElement()
        .asString()
        .contains("no kind");
    assertThat(
            Manifest.read(
                    "x",
                    "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resource: []}")
                .get(0)
                .misfits())
        .singleElement()
        .asString()
        .contains("resource: unknown");
  }

  @Test
  void aMemberThatIsWrittenTwiceIsAnError() {
    assertThatThrownBy(() -> Manifest.read("x", "a: 1\na: 2"))
        .isInstanceOf(DuplicateKeyException.class);
  }

  @Test
  void anObjectThatIsThereTwiceIsSeen() {
    List<Manifest> all = new ArrayList<>(Kustomization.of(MONITORED).objects());
    all.add(all.get(0));

    assertThat(new Bundle(all, Repository.SECRET).problems())
        .anyMatch(problem -> problem.endsWith("is there twice"));
  }

  /** The first object of that kind with one member set, or taken away where the value is null. */
  private static List<Manifest> broken(String kind, String at, String member, String value) {
    Manifest whole =
        Kustomization.of(MONITORED).objects().stream()
            .filter(one -> one.kind().equals(kind))
            .findFirst()
            .orElseThrow();
    assertThat(whole.misfits()).isEmpty();
    JsonNode tree = whole.tree().deepCopy();
    ObjectNode place = (ObjectNode) (at.equals("/") ? tree : tree.at(at));
    if (value == null) {
      place.remove(member);
    } else {
      place.set(member, Manifest.read("value", value).get(0).tree());
    }
    return List.of(new Manifest(whole.from(), tree));
  }
}
