package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testing.PackagedGateway;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Does what the README tells a newcomer to do, with the README's own words. */
class ReadmeIT {

  private static final Guide README = Guide.of("README.md");
  private static final String NEXT = "===== next block =====";
  private static final int ATTEMPTS = 5;

  @BeforeAll
  static void bashAndCurlAreThere() {
    for (String tool : List.of("bash", "curl")) {
      assumeTrue(onThePath(tool), "skipped: " + tool + " is not on the PATH");
    }
  }

  @Test
  void theFirstCommandsAreTheTwoThatArePromised() {
    assertThat(README.section("Start").blocks("sh").get(0))
        .isEqualTo("mvn -q package -DskipTests quarkus:run\n");
    assertThat(README.section("Start").text()).contains("`mvn verify`");
  }

  @Test
  void whatStandsUnderTheFirstCommandHappens() throws Exception {
    List<String> blocks = README.section("Start").blocks("sh");
    assertThat(blocks).hasSize(5);
    try (PackagedGateway gateway = PackagedGateway.start(Map.of())) {
      String said =
          bash(gateway, String.join("\necho; echo '" + NEXT + "'\n", blocks.subList(1, 4)));

      List<String> parts = List.of(said.split(NEXT));
      assertThat(parts).hasSize(3);
      assertThat(parts.get(0)).containsPattern("\"taskId\":\"[0-9a-f]{32}\"");
      assertThat(parts.get(1)).containsPattern("\"state\":\"(pending|processing|success)\"");
      assertThat(parts.get(2).strip().lines().reduce((first, last) -> last).orElse(""))
          .contains("\"state\":\"success\"", "resultUrls");

      refusedOnceAndThenNot(gateway, blocks.get(4));
    }
  }

  @Test
  void itIsWatchedWithAnAdministratorsKey() throws Exception {
    List<String> blocks = README.section("Watch it").blocks("sh");
    String[] variable = blocks.get(0).split(" ")[0].split("=");
    assertThat(blocks.get(0)).startsWith("SLUICE_ADMIN_KEYS_ME=admin-key java -jar ");
    try (PackagedGateway gateway = PackagedGateway.startIn(Map.of(variable[0], variable[1]))) {
      String said = bash(gateway, blocks.get(1));
      assertThat(said).contains("\"upstreams\":[{\"name\":\"sandbox\"", "\"team\":\"demo\"");
      assertThat(bash("curl -s http://127.0.0.1:%d/dashboard".formatted(gateway.port())))
          .contains("<title>");
    }
  }

  @Test
  void whatFindsNoRoomIsDeferred() throws Exception {
    String block = README.section("Accept now, run when there is room").blocks("sh").get(0);
    try (PackagedGateway gateway = PackagedGateway.start(Map.of())) {
      List<String> said = bash(gateway, block).lines().toList();

      assertThat(said.get(0)).containsPattern("\"code\":200.*\"taskId\":\"sl_[0-9a-f]{32}\"");
      assertThat(said.get(1))
          .containsPattern("\"team\":\"demo\",\"deferred\":\\{\"waiting\":\\d+,\"limit\":10000");
    }
  }

  @Test
  void aClientOfTheOtherVendorIsServedToo() throws Exception {
    String block = README.section("Two vendors").blocks("sh").get(0);
    try (PackagedGateway gateway = PackagedGateway.start(Map.of())) {
      List<String> said = bash(gateway, block).lines().toList();

      assertThat(said.get(0)).containsPattern("\"msg\":\"success\".*\"taskId\":\"[0-9a-f]{32}\"");
      assertThat(said.get(1)).containsPattern("\"state\":\"(waiting|queuing|generating|success)\"");
    }
  }

  @Test
  void theConfigurationOfTwoVendorsStarts() throws Exception {
    String yaml = README.section("Two vendors").blocks("yaml").get(0);
    try (PackagedGateway gateway =
        PackagedGateway.start(
            yaml, Map.of("APIXO_API_KEY", "not-a-key", "KIE_API_KEY", "nor-this"))) {
      assertThat(gateway.log())
          .anyMatch(line -> line.contains("budget: name=kie upstreams=kie windows=20/10s create"))
          .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }
  }

  @Test
  void theConfigurationThatIsShownStarts() throws Exception {
    Guide own = README.section("With your own key and teams");
    String yaml = own.blocks("yaml").get(0);
    List<String> makers = own.blocks("sh").get(0).lines().toList();

    assertThat(yaml).contains(bash(makers.get(1)).strip());
    assertThat(bash(makers.get(0)).strip()).matches("[A-Za-z0-9_-]{32}");
    try (PackagedGateway gateway =
        PackagedGateway.start(yaml, Map.of("APIXO_API_KEY", "not-a-key"))) {
      assertThat(gateway.log())
          .anyMatch(line -> line.contains("budget: name=apixo upstreams=apixo windows=10000/60s"))
          .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }
  }

  /** On a machine that is too slow for seven at once a token may be back before the seventh. */
  private static void refusedOnceAndThenNot(PackagedGateway gateway, String block)
      throws Exception {
    String said = "";
    for (int i = 0; i < ATTEMPTS && !said.contains("HTTP/1.1 429"); i++) {
      said = bash(gateway, block);
    }
    String lower = said.toLowerCase(Locale.ROOT);
    assertThat(said).contains("HTTP/1.1 429", "\"violated-policies\":[\"team-requests\"]");
    assertThat(lower).containsPattern("retry-after: [12]\\r?\\n");
    assertThat(said.strip().lines().reduce((first, last) -> last).orElse(""))
        .startsWith("{\"code\":200");
  }

  private static String bash(PackagedGateway gateway, String script) throws Exception {
    assertThat(script).contains("http://localhost:8080/");
    return bash(script.replace("localhost:8080", "127.0.0.1:" + gateway.port()));
  }

  private static String bash(String script) throws Exception {
    Path output = Files.createTempFile("sluice-readme", ".txt");
    try {
      Process process =
          new ProcessBuilder("bash", "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("not done after 60 s:\n" + Files.readString(output));
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } finally {
      Files.delete(output);
    }
  }

  private static boolean onThePath(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
