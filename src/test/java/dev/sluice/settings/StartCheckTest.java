package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.quota.QuotaConfig;
import dev.sluice.quota.QuotaSettings;
import dev.sluice.routing.RoutingConfig;
import dev.sluice.routing.RoutingSettings;
import dev.sluice.settings.StartCheck.Findings;
import dev.sluice.team.TeamConfig;
import dev.sluice.team.TeamSettings;
import dev.sluice.testing.Configured;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartCheckTest {

  private static final List<Class<?>> MAPPINGS =
      List.of(
          Layout.Names.class,
          StoreConfig.class,
          TeamConfig.class,
          RoutingConfig.class,
          QuotaConfig.class);

  @Test
  void oneMessageNamesEveryWrongKeyItsValueAndWhatIsAllowedAndNoSecret() {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("sluice.temas.red.keys", "secret-1");
    wrong.put("sluice.teams.red.wieght", "3");
    wrong.put("sluice.teams.red.keyz", "secret-2");
    wrong.put("sluice.teams.red.keys", "sha256:secret-3");
    wrong.put("sluice.teams.red.requests-per-minute", "many");
    wrong.put("sluice.teams.red.request-windows", "20 in 10s");
    wrong.put("sluice.teams.red.show-balance", "yes");
    wrong.put("sluice.teams.red.default-provider", "best");
    wrong.put("sluice.routes.auto", "nowhere");
    wrong.put("sluice.store", "redis");
    String message = look(wrong, Map.of()).refusal().orElseThrow();
    assertThat(message.lines()).hasSize(11);
    assertThat(message)
        .startsWith("The configuration is refused, 10 problems:")
        .contains(
            "sluice.temas.red.keys: unknown member; allowed here: ",
            "sluice.teams.red.wieght: unknown member; allowed here: ",
            "sluice.teams.red.keyz: unknown member; allowed here: callbacks, default-provider, keys",
            "sluice.teams.red.keys[0]: not a key",
            "sluice.teams.red.requests-per-minute = 'many': allowed is a whole number from 1",
            "sluice.teams.red.request-windows = '20 in 10s': allowed is",
            "sluice.teams.red.show-balance = 'yes': allowed is true or false",
            "sluice.teams.red.default-provider = 'best': allowed is auto, value, official",
            "sluice.routes.auto = 'nowhere': allowed is an upstream: sandbox",
            "sluice.store: is redis, and quarkus.redis.hosts is not set")
        .doesNotContain("secret");
  }

  @Test
  void aRightConfigurationIsNotRefused() {
    Map<String, String> right = new HashMap<>();
    right.put("sluice.store", "memory");
    right.put("sluice.upstreams.apixo.url", "https://api.apixo.ai");
    right.put("sluice.routes.auto[0]", "apixo");
    right.put("sluice.teams.red.keys[0]", "k");
    right.put("sluice.teams.red.keys", "k");
    right.put("sluice.teams.\"b.lue\".models", "flux*");
    right.put("sluice.teams.red.routes.value", "apixo");
    right.put("quarkus.http.port", "0");
    right.put("%dev.sluice.temas", "another profile");
    assertThat(look(right, Map.of()).refusal()).isEmpty();
  }

  @Test
  void whatLaterVersionsReadIsAcceptedAndNamedInOneLine() {
    Map<String, String> planned = new HashMap<>();
    planned.put("sluice.teams.red.keys", "k");
    planned.put("sluice.teams.red.weight", "2");
    planned.put("sluice.records.redis", "red");
    planned.put("sluice.admin.jwt.issuer", "i");
    planned.put("sluice.admin.keys.alice", "secret");
    Findings findings = look(planned, Map.of());
    assertThat(findings.refusal()).isEmpty();
    assertThat(findings.warnings())
        .filteredOn(line -> line.startsWith("no effect in this version"))
        .containsExactly(
            "no effect in this version: sluice.admin.jwt.issuer, sluice.admin.keys.alice,"
                + " sluice.records.redis, sluice.teams.red.weight");
  }

  @Test
  void environmentVariablesAreReadAndWrongOnesNamedAsTheyAreWritten() {
    Findings findings =
        look(
            Map.of("sluice.teams.red.keys", "k"),
            Map.of(
                "SLUICE_TEAMS_RED_SHOW_BALANCE", "false",
                "SLUICE_TEAMS_RED_ROUTES_AUTO", "sandbox",
                "SLUICE_TEAMS_RED_GUARANTEED_TASKS", "5",
                "SLUICE_ADMIN_JWT_PUBLIC_KEY", "x",
                "SLUICE_TEAMS_RED_WIEGHT", "5",
                "SLUICE_TEAMS_RED_TASKS_PER_DAY", "none"));
    assertThat(findings.refusal().orElseThrow().lines().skip(1).map(String::trim))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("SLUICE_TEAMS_RED_WIEGHT: unknown member"))
        .anyMatch(line -> line.startsWith("sluice.teams.red.tasks-per-day = 'none'"));
    assertThat(findings.warnings())
        .contains(
            "no effect in this version: SLUICE_ADMIN_JWT_PUBLIC_KEY, SLUICE_TEAMS_RED_GUARANTEED_TASKS");
  }

  @Test
  void whatKubernetesPutsIntoTheEnvironmentForAServiceOfOurNameIsNoMember() {
    Findings findings =
        look(
            Map.of("sluice.teams.red.keys", "k"),
            Map.of(
                "SLUICE_SERVICE_HOST", "10.0.0.1",
                "SLUICE_SERVICE_PORT", "80",
                "SLUICE_SERVICE_PORT_HTTP", "80",
                "SLUICE_PORT", "tcp://10.0.0.1:80",
                "SLUICE_PORT_80_TCP", "tcp://10.0.0.1:80",
                "SLUICE_PORT_80_TCP_ADDR", "10.0.0.1",
                "SLUICE_REDIS_SERVICE_HOST", "10.0.0.2"));
    assertThat(findings.refusal()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "memory", " memory "})
  void theStoresOfThisVersionAreAllowed(String store) {
    assertThat(look(Map.of("sluice.store", store), Map.of()).refusal()).isEmpty();
  }

  @Test
  void aRedisStoreWithoutHostsIsRefused() {
    Map<String, String> redis = new HashMap<>(Map.of("sluice.store", "redis"));
    assertThat(look(redis, Map.of()).refusal().orElseThrow())
        .contains("1 problem:", "sluice.store: is redis, and quarkus.redis.hosts is not set");
    redis.put("quarkus.redis.hosts", "redis://:pw@cache");
    assertThat(look(redis, Map.of()).refusal()).isEmpty();
  }

  @Test
  void aValueThatNamesWhatIsNotThereIsRefusedByItsKey() {
    Map<String, String> unset = new HashMap<>();
    unset.put("sluice.teams.red.keys[0]", "${RED_KEY_THAT_IS_NOT_SET}");
    unset.put("sluice.teams.red.models", "${ALSO_NOT_SET:flux*}");
    unset.put("sluice.teams.blue.keys", "");
    assertThat(look(unset, Map.of()).refusal().orElseThrow().lines().skip(1).map(String::trim))
        .containsExactly(
            "sluice.teams.red.keys[0]: its value names something that is not there, or is not set");
  }

  @Test
  void anyOtherStoreIsRefused() {
    assertThat(look(Map.of("sluice.store", "disk"), Map.of()).refusal().orElseThrow())
        .contains("1 problem:", "sluice.store = 'disk': allowed is auto, memory or redis");
  }

  private static Findings look(Map<String, String> properties, Map<String, String> environment) {
    var configured = Configured.by(properties, environment, MAPPINGS.toArray(Class<?>[]::new));
    Layout layout = configured.layout();
    var teams = new TeamSettings(configured.mapped(TeamConfig.class), layout);
    List<RoomSettings> rooms =
        Arrays.asList(
            new StoreSettings(configured.mapped(StoreConfig.class), configured.config()),
            teams,
            new RoutingSettings(configured.mapped(RoutingConfig.class), layout, teams),
            new QuotaSettings(configured.mapped(QuotaConfig.class), layout));
    Map<Class<?>, String> prefixes =
        MAPPINGS.stream().collect(Collectors.toMap(Function.identity(), type -> "sluice"));
    return new StartCheck(KnownMembers.of(prefixes))
        .look(
            configured.config().getPropertyNames(),
            name -> configured.config().getConfigValue(name).getValue() != null,
            rooms);
  }
}
