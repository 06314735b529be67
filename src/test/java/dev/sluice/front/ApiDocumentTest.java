package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the document of the API promises to whoever reads it, and to tools. */
@QuarkusTest
@TestProfile(DoorProfile.class)
class ApiDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS = List.of("get", "put", "post", "delete");

  @TestHTTPResource URI server;

  private JsonNode document;

  /** An operation, by its method and path. */
  private record Told(String name, JsonNode operation) {

    boolean isBelow(String path) {
      return name.contains(" " + path);
    }
  }

  @BeforeEach
  void read() throws IOException {
    document = JSON.readTree(RawHttp.ask(server, "GET", "/q/openapi?format=json", "").body());
  }

  @Test
  void everyPathOfAdministrationIsToldWithASummaryAndWhoMayAsk() {
    List<Told> all = operations(told -> told.isBelow("/admin"));

    assertThat(all).hasSize(22);
    for (Told told : all) {
      assertThat(told.operation().path("summary").asText()).as(told.name()).isNotBlank();
      assertThat(told.operation().path("security").toString())
          .as(told.name())
          .isEqualTo("[{\"adminKey\":[]},{\"adminToken\":[]}]");
    }
  }

  @Test
  void teamsAskByTheirOwnKey() {
    List<Told> all = operations(told -> told.isBelow("/api/") || told.isBelow("/me"));

    assertThat(all).hasSize(8);
    for (Told told : all) {
      assertThat(told.operation().path("security").toString())
          .as(told.name())
          .isEqualTo("[{\"teamKey\":[]}]");
    }
    JsonNode schemes = document.at("/components/securitySchemes");
    for (String scheme : List.of("teamKey", "adminKey", "adminToken")) {
      assertThat(schemes.path(scheme).path("type").asText()).as(scheme).isEqualTo("http");
      assertThat(schemes.path(scheme).path("scheme").asText()).as(scheme).isEqualTo("bearer");
    }
    assertThat(schemes.at("/adminToken/bearerFormat").asText()).isEqualTo("JWT");
  }

  @Test
  void everyBodyOfAdministrationHasASchemaAndAnExampleOfIt() throws IOException {
    Set<String> bodies = new TreeSet<>();
    for (Told told : operations(told -> told.isBelow("/admin"))) {
      JsonNode body = told.operation().path("requestBody");
      if (!body.isMissingNode()) {
        bodies.add(told.name());
        assertExamples(told.name(), body.path("content"));
        assertThat(body.toString()).as(told.name()).doesNotContain("binary");
      }
    }
    assertThat(bodies)
        .containsExactly(
            "post /admin/teams", "post /admin/teams/{team}/keys", "put /admin/teams/{team}");
    assertThat(
            document
                .at("/paths/~1admin~1teams~1{team}~1keys/post/requestBody/required")
                .asBoolean(false))
        .as("a key's body may be left out")
        .isFalse();
  }

  @Test
  void everyAnswerOfAdministrationHasASchemaAndAnExampleOfIt() throws IOException {
    Set<String> without = new TreeSet<>();
    for (Told told : operations(told -> told.isBelow("/admin"))) {
      for (var answer : told.operation().path("responses").properties()) {
        if (!answer.getKey().startsWith("2")) {
          continue;
        }
        JsonNode content = answer.getValue().path("content");
        if (answer.getKey().equals("202") || answer.getKey().equals("204")) {
          without.add(answer.getKey());
          assertThat(content.isMissingNode()).as(told.name()).isTrue();
        } else {
          assertExamples(told.name() + " " + answer.getKey(), content);
        }
      }
    }
    assertThat(without).containsExactly("202", "204");
  }

  @Test
  void everyOperationOfAdministrationTellsTheRefusalsThatAreCommonToAll() {
    for (Told told : operations(told -> told.isBelow("/admin"))) {
      JsonNode operation = told.operation();
      Set<String> common = new TreeSet<>(Set.of("401", "403", "404", "406", "429", "503"));
      boolean asked =
          operation.findValuesAsText("in").contains("query") || operation.has("requestBody");
      if (asked) {
        common.add("400");
      }
      if (operation.has("requestBody")) {
        common.addAll(Set.of("408", "413", "415"));
      }
      Set<String> there = new TreeSet<>();
      operation.path("responses").fieldNames().forEachRemaining(there::add);
      assertThat(there).as(told.name()).containsAll(common);
    }
    for (String judged :
        List.of(
            "/paths/~1admin~1tasks~1{taskId}/get",
            "/paths/~1admin~1slots~1{slotId}~1release/post",
            "/paths/~1admin~1deliveries~1{id}~1redeliver/post",
            "/paths/~1admin~1deferred~1{id}/delete")) {
      assertThat(document.at(judged).path("responses").has("400")).as(judged).isTrue();
    }
  }

  @Test
  void everyRefusalIsShownAsItIsWritten() {
    int seen = 0;
    for (Told told : operations(told -> !told.isBelow("/sandbox"))) {
      for (var answer : told.operation().path("responses").properties()) {
        if (answer.getKey().startsWith("2")) {
          continue;
        }
        String name = told.name() + " " + answer.getKey();
        JsonNode json = resolved(answer.getValue()).path("content").path("application/json");
        assertThat(json.at("/schema/$ref").asText())
            .as(name)
            .isEqualTo("#/components/schemas/Refusal");
        JsonNode example = json.at("/examples/refusal/value");
        assertThat(example.path("code").asText()).as(name).isEqualTo(answer.getKey());
        assertThat(example.path("status").asText()).as(name).isEqualTo(answer.getKey());
        assertThat(example.path("detail").asText()).as(name).isNotBlank();
        assertThat(fits(example, json.path("schema"))).as(name).isEmpty();
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(150);
    JsonNode slowed = document.at("/components/responses/Admin429");
    assertThat(slowed.path("headers").has("Retry-After")).isTrue();
    assertThat(slowed.toString()).contains("admin-attempts");
  }

  private List<Told> operations(Predicate<Told> which) {
    List<Told> all = new ArrayList<>();
    for (var path : document.path("paths").properties()) {
      for (String method : METHODS) {
        if (path.getValue().has(method)) {
          all.add(new Told(method + " " + path.getKey(), path.getValue().path(method)));
        }
      }
    }
    return all.stream().filter(which).toList();
  }

  private void assertExamples(String name, JsonNode content) throws JsonProcessingException {
    assertThat(content.isEmpty()).as(name).isFalse();
    for (Map.Entry<String, JsonNode> type : content.properties()) {
      JsonNode examples = type.getValue().path("examples");
      assertThat(examples.isEmpty()).as(name + " " + type.getKey()).isFalse();
      for (JsonNode example : examples) {
        JsonNode value = example.path("value");
        if (type.getKey().equals("application/json")) {
          JsonNode json = value.isTextual() ? JSON.readTree(value.asText()) : value;
          assertThat(json.isObject()).as(name).isTrue();
          assertThat(type.getValue().has("schema")).as(name).isTrue();
          assertThat(fits(json, type.getValue().path("schema"))).as(name).isEmpty();
        } else {
          assertThat(value.asText()).as(name + " " + type.getKey()).isNotBlank();
        }
      }
    }
  }

  /** Where an example is not what its schema says: members that are missing, unknown, or other. */
  private List<String> fits(JsonNode value, JsonNode reference) {
    JsonNode schema = resolved(reference);
    List<String> types = new ArrayList<>();
    if (schema.path("type").isArray()) {
      schema.path("type").forEach(each -> types.add(each.asText()));
    } else if (schema.has("type")) {
      types.add(schema.path("type").asText());
    }
    List<String> wrong = new ArrayList<>();
    if (value.isNull()) {
      return wrong;
    }
    if (!types.isEmpty() && types.stream().noneMatch(type -> is(value, type))) {
      wrong.add(value + " is no " + types);
    }
    for (JsonNode item : value.isArray() ? value : JSON.createArrayNode()) {
      wrong.addAll(fits(item, schema.path("items")));
    }
    JsonNode properties = schema.path("properties");
    for (var member :
        value.isObject() ? value.properties() : Set.<Map.Entry<String, JsonNode>>of()) {
      JsonNode further = schema.path("additionalProperties");
      if (properties.has(member.getKey())) {
        fits(member.getValue(), properties.path(member.getKey()))
            .forEach(each -> wrong.add(member.getKey() + ": " + each));
      } else if (!properties.isEmpty() && further.isMissingNode()) {
        wrong.add(member.getKey() + " is no member");
      }
    }
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                wrong.add(name.asText() + " is missing");
              }
            });
    return wrong;
  }

  private static boolean is(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> value.isNull();
    };
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }
}
