package dev.sluice.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.TeamClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged gateway's log: text or JSON, with a line for each request or without. */
@Tag("untimed")
class JsonLogIT {

  private static final String JSON = "quarkus.log.json.console.enabled";

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void aLineOfJsonIsAnEventAndItsKeys() throws Exception {
    try (PackagedGateway gateway =
        PackagedGateway.start(Map.of(JSON, "true", "sluice.access-log", "true"))) {
      var heard =
          new TeamClient(gateway, "demo-key").submit("a secret prompt", "X-Request-Id", "id-1");
      gateway.awaitLog("id-1");

      assertThat(heard.status()).isEqualTo(200);
      for (String line : gateway.log()) {
        JsonNode read = mapper.readTree(line);
        assertThat(read.has("message") && read.has("level") && read.has("timestamp"))
            .as(line)
            .isTrue();
      }
      assertThat(event(gateway, "budget").at("/keys/name").asText()).isEqualTo("sandbox");
      JsonNode keys = event(gateway, "access").at("/keys");
      assertThat(keys.at("/team").asText()).isEqualTo("demo");
      assertThat(keys.at("/operation").asText()).isEqualTo("submit");
      assertThat(keys.at("/status").asText()).isEqualTo("200");
      assertThat(keys.at("/upstream").asText()).isEqualTo("sandbox");
      assertThat(keys.at("/requestId").asText()).isEqualTo("id-1");
      assertThat(keys.at("/ms").asText()).matches("\\d+");
    }
  }

  @Test
  void everyRequestIsOneLineWithoutKeysAndQueries() {
    try (PackagedGateway gateway = PackagedGateway.start(Map.of("sluice.access-log", "true"))) {
      TeamClient team = new TeamClient(gateway, "demo-key");
      String task = team.submit("a secret prompt", "X-Request-Id", "id-1").taskId();
      team.status(task, "X-Request-Id", "id-2");
      new TeamClient(gateway, "a-wrong-key").status(task, "X-Request-Id", "id-3");
      new TeamClient(gateway, "a-wrong-key").submit("x", "X-Request-Id", "id-4");
      gateway.awaitLog("id-4");

      List<String> lines = access(gateway);
      assertThat(lines.stream().filter(line -> line.contains("requestId=id-")).toList())
          .satisfiesExactlyInAnyOrder(
              line ->
                  assertThat(line)
                      .containsPattern(
                          "access team=demo operation=submit status=200 ms=\\d+ upstream=sandbox"
                              + " requestId=id-1$"),
              line ->
                  assertThat(line)
                      .containsPattern(
                          "team=demo operation=status status=200 ms=\\d+ upstream=none"
                              + " requestId=id-2$"),
              line ->
                  assertThat(line)
                      .containsPattern("team=none operation=status status=401 .*requestId=id-3$"),
              line ->
                  assertThat(line)
                      .containsPattern("team=none operation=api status=401 .*requestId=id-4$"));
      assertThat(String.join("\n", gateway.log()))
          .doesNotContain("demo-key\"", "a-wrong-key", "secret prompt", "taskId", task);
    }
  }

  @Test
  void byDefaultLinesAreTextAndNoRequestIsOne() {
    try (PackagedGateway gateway = PackagedGateway.start(Map.of())) {
      new TeamClient(gateway, "demo-key").submit("x", "X-Request-Id", "id-1");

      assertThat(access(gateway)).isEmpty();
      assertThat(gateway.log()).noneMatch(line -> line.startsWith("{"));
    }
  }

  private JsonNode event(PackagedGateway gateway, String name) throws Exception {
    for (String line : gateway.log()) {
      JsonNode read = mapper.readTree(line);
      if (name.equals(read.path("event").asText())
          && !"sandbox".equals(read.at("/keys/operation").asText())) {
        return read;
      }
    }
    throw new AssertionError("no such event: " + name);
  }

  /** But for what the gateway asks its own sandbox. */
  private static List<String> access(PackagedGateway gateway) {
    return gateway.log().stream()
        .filter(line -> line.contains("access team="))
        .filter(line -> !line.contains("operation=sandbox"))
        .toList();
  }
}
