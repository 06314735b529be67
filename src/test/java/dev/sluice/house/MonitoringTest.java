package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Alert rules and the Grafana dashboard ask for what the gateway tells, and lead to a runbook. */
class MonitoringTest {

  private static final Path FOLDER = Path.of("k8s/monitoring");
  private static final Guide OPERATIONS = Guide.of("docs/operations.md");
  private static final Pattern METRIC = Pattern.compile("\\bsluice_[a-z0-9_]+");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without) ?\\(([^)]*)\\)");
  private static final Pattern MATCHED =
      Pattern.compile("[{,]\\s*([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Set<String> SEVERITIES = Set.of("critical", "warning");

  @Test
  void everyAlertSaysWhatAndHowBadAndLeadsToItsSectionOfTheRunbook() throws IOException {
    for (Map<String, Object> rule : rules()) {
      String name = String.valueOf(rule.get("alert"));
      Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
      assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).as(name).isIn(SEVERITIES);
      assertThat(String.valueOf(annotations.get("summary"))).as(name).hasSizeBetween(5, 80);
      assertThat(String.valueOf(annotations.get("description"))).as(name).endsWith(".");
      assertThat(annotations.get("runbook_url"))
          .isEqualTo("docs/operations.md#" + name.toLowerCase(java.util.Locale.ROOT));
      assertThat(runbook(name)).as(name).contains("**Means**", "**Do**");
    }
  }

  @Test
  void theRunbookHasNoSectionForAnAlertThatDoesNotExist() throws IOException {
    Set<String> alerts =
        rules().stream().map(r -> String.valueOf(r.get("alert"))).collect(Collectors.toSet());

    assertThat(
            Pattern.compile("\\n### (Sluice[A-Z]\\w+)\\n")
                .matcher(OPERATIONS.text())
                .results()
                .map(heading -> heading.group(1)))
        .containsExactlyInAnyOrderElementsOf(alerts);
  }

  @Test
  void everyMetricThatIsAskedForIsTold() throws IOException {
    Set<String> told = OPERATIONS.section("Metrics").firstColumn("sluice_[a-z0-9_]+");
    Set<String> asked = new TreeSet<>();
    for (String expression : expressions()) {
      METRIC
          .matcher(expression)
          .results()
          .map(metric -> metric.group().replaceAll("_seconds_(bucket|count|sum)$", "_seconds"))
          .forEach(asked::add);
    }

    assertThat(told).hasSizeGreaterThan(20).containsAll(asked);
    assertThat(asked).hasSizeGreaterThan(20);
  }

  @Test
  void everyLabelThatIsAskedForIsTold() throws IOException {
    Set<String> told = new TreeSet<>(Set.of("le"));
    OPERATIONS
        .section("Metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("| `sluice_"))
        .map(line -> line.split("\\|")[2])
        .flatMap(labels -> Pattern.compile("`([a-z_]+)`").matcher(labels).results())
        .forEach(label -> told.add(label.group(1)));
    for (String expression : expressions()) {
      Stream<String> grouped =
          GROUPING
              .matcher(expression)
              .results()
              .flatMap(group -> Stream.of(group.group(1).split(",")))
              .map(String::strip);
      Stream<String> matched =
          MATCHED.matcher(expression).results().map((MatchResult match) -> match.group(1));

      assertThat(Stream.concat(grouped, matched)).as(expression).isSubsetOf(told);
    }
  }

  @Test
  void everyExpressionClosesWhatItOpens() throws IOException {
    for (String expression : expressions()) {
      Deque<Character> open = new ArrayDeque<>();
      for (char c : expression.replaceAll("\"[^\"]*\"", "\"\"").toCharArray()) {
        if ("([{".indexOf(c) >= 0) {
          open.push(")]}".charAt("([{".indexOf(c)));
        } else if (")]}".indexOf(c) >= 0) {
          assertThat(open.poll()).as(expression).isEqualTo(c);
        }
      }
      assertThat(open).as(expression).isEmpty();
      assertThat(expression.chars().filter(c -> c == '"').count() % 2).as(expression).isZero();
    }
  }

  @Test
  void everyPanelHasATitleAndAPlaceOfItsOwn() throws IOException {
    Set<Integer> ids = new TreeSet<>();
    Set<String> places = new TreeSet<>();
    for (JsonNode panel : dashboard().at("/panels")) {
      assertThat(panel.at("/title").asText()).isNotBlank();
      assertThat(ids.add(panel.at("/id").asInt())).isTrue();
      assertThat(places.add(panel.at("/gridPos/x") + "/" + panel.at("/gridPos/y"))).isTrue();
      assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt())
          .isLessThanOrEqualTo(24);
      if (!panel.at("/type").asText().equals("row")) {
        assertThat(panel.at("/targets").size()).as(panel.at("/title").asText()).isPositive();
        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      }
    }
  }

  /** Only where {@code promtool} is on the PATH: Debian's package {@code prometheus} has it. */
  @Test
  void prometheusItselfTakesTheRulesAndTheyFireWhenTheyShould(@TempDir Path scratch)
      throws Exception {
    Assumptions.assumeTrue(
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "promtool is not on the PATH: the rules are checked by our own tests only");

    Files.writeString(scratch.resolve("alerts.yaml"), rulesOfPrometheus());
    Files.copy(FOLDER.resolve("alerts-test.yaml"), scratch.resolve("alerts-test.yaml"));

    promtool(scratch, "check", "rules", "alerts.yaml");
    promtool(scratch, "test", "rules", "alerts-test.yaml");
  }

  @Test
  void everyAlertIsInTheRulesOwnTest() throws IOException {
    String tests = Files.readString(FOLDER.resolve("alerts-test.yaml"));

    for (Map<String, Object> rule : rules()) {
      assertThat(tests).contains(String.valueOf(rule.get("alert")));
    }
  }

  private static void promtool(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private static String runbook(String alert) {
    String text = OPERATIONS.text();
    int start = text.indexOf("\n### " + alert + "\n");
    assertThat(start).as("a section '### %s' in docs/operations.md", alert).isPositive();
    int next = text.indexOf("\n##", start + 1);
    return text.substring(start, next < 0 ? text.length() : next);
  }

  private static List<String> expressions() throws IOException {
    List<String> all = new ArrayList<>();
    for (Map<String, Object> rule : rules()) {
      all.add(String.valueOf(rule.get("expr")));
    }
    for (JsonNode panel : dashboard().at("/panels")) {
      panel.at("/targets").forEach(target -> all.add(target.at("/expr").asText()));
    }
    dashboard()
        .at("/templating/list")
        .forEach(
            variable ->
                all.add(variable.at("/definition").asText().replaceAll("^label_values", "")));
    assertThat(all).hasSizeGreaterThan(30);
    return all;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules() throws IOException {
    Map<String, List<Map<String, Object>>> file = new Yaml().load(rulesOfPrometheus());
    List<Map<String, Object>> rules = new ArrayList<>();
    file.get("groups")
        .forEach(group -> rules.addAll((List<Map<String, Object>>) group.get("rules")));
    assertThat(rules).hasSizeGreaterThan(6);
    return rules;
  }

  /** What is under {@code spec:}, as the file itself says how to take it out. */
  private static String rulesOfPrometheus() throws IOException {
    String object = Files.readString(FOLDER.resolve("prometheus-rule.yaml"));
    return object.substring(object.indexOf("\nspec:\n") + 7).replaceAll("(?m)^  ", "");
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
  }
}
