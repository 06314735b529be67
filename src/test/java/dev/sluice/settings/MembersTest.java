package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminConfig;
import dev.sluice.budget.BudgetConfig;
import dev.sluice.deferral.DeferralConfig;
import dev.sluice.quota.QuotaConfig;
import dev.sluice.relay.CallbackConfig;
import dev.sluice.relay.RelayConfig;
import dev.sluice.routing.ModelConfig;
import dev.sluice.routing.RoutingConfig;
import dev.sluice.task.IdempotencyConfig;
import dev.sluice.task.TaskConfig;
import dev.sluice.team.TeamConfig;
import dev.sluice.testing.Configured;
import dev.sluice.upstream.UpstreamConfig;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares what a mapping tells of a configuration with what SmallRye's own tells. */
class MembersTest {

  private static final List<Class<?>> OF_TEAMS =
      List.of(
          TeamConfig.class,
          QuotaConfig.class,
          BudgetConfig.class,
          RoutingConfig.class,
          RelayConfig.class,
          DeferralConfig.class);

  private static final Map<String, String> WRITTEN = new HashMap<>();

  static {
    WRITTEN.put("sluice.teams.red.keys", "sha256:ab,second\\,key");
    WRITTEN.put("sluice.teams.red.weight", "2");
    WRITTEN.put("sluice.teams.\"b.lue\".keys[0]", "zero");
    WRITTEN.put("sluice.teams.\"b.lue\".keys[1]", "one");
    WRITTEN.put("sluice.teams.\"b.lue\".models[0]", "flux*");
    WRITTEN.put("sluice.teams.\"b.lue\".routes.auto[0]", "apixo");
    WRITTEN.put("sluice.teams.\"b.lue\".routes.value", "apixo,kie");
    WRITTEN.put("sluice.teams.empty.keys", "");
    WRITTEN.put("sluice.teams.empty.max-wait", "");
    WRITTEN.put("sluice.teams.only-budget.guaranteed-tasks", "3");
    WRITTEN.put("sluice.routes.auto[0]", "kie");
    WRITTEN.put("sluice.routes.auto[1]", "apixo");
    WRITTEN.put("sluice.models.flux2.kie.model", "flux-2/pro");
    WRITTEN.put("sluice.models.flux2.kie.model-by-mode.\"image.to\"", "flux-2/image");
    WRITTEN.put("sluice.models.flux2.kie.input.rename.a", "b");
    WRITTEN.put("sluice.models.flux2.kie.input.map.size.\"1:1\"", "square");
    WRITTEN.put("sluice.models.flux2.kie.input.drop[0]", "seed");
    WRITTEN.put("sluice.budget.margin-slots", "5%");
    WRITTEN.put("sluice.upstreams.apixo.windows[0]", "20/10s create");
    WRITTEN.put("sluice.upstreams.apixo.windows[1]", "10/1s read");
    WRITTEN.put("sluice.admin.keys.alice", "sha256:cd");
    WRITTEN.put("sluice.waiting.per-team", "7");
    WRITTEN.put("sluice.public-url", "https://sluice.example.com");
    WRITTEN.put("sluice.secret[0]", "the-gateways-own-secret-of-32-bytes");
    WRITTEN.put("sluice.tasks.max-ages.\"flux-2/pro\"", "3h");
    WRITTEN.put("sluice.store", "memory");
    WRITTEN.put("sluice.webhooks.deny", "10.0.0.0/8, *.svc");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        TeamConfig.class,
        QuotaConfig.class,
        BudgetConfig.class,
        RoutingConfig.class,
        ModelConfig.class,
        RelayConfig.class,
        DeferralConfig.class,
        AdminConfig.class,
        UpstreamConfig.class,
        CallbackConfig.class,
        TaskConfig.class,
        IdempotencyConfig.class,
        StoreConfig.class,
        GatewaySecret.Written.class,
        SandboxKey.Written.class,
        Layout.Names.class
      })
  void aRoomReadsTheSameOfBoth(Class<?> mapping) throws ReflectiveOperationException {
    Object theirs = Configured.by(WRITTEN, mapping).mapped(mapping);
    Object ours = Members.of(WRITTEN).mapped(mapping);
    assertThat(told(mapping, ours)).isEqualTo(told(mapping, theirs));
  }

  @Test
  @Tag("long")
  void aThousandTeamsAreReadInAFourthOfTheTimeThatSmallRyeTakes() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      for (String member : List.of("weight", "requests-per-minute", "max-wait", "keys[0]")) {
        many.put("sluice.teams.team-%d.%s".formatted(i, member), "1");
      }
    }
    long ours = Long.MAX_VALUE;
    long theirs = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long begun = System.nanoTime();
      Members members = Members.of(many);
      OF_TEAMS.forEach(members::mapped);
      ours = Math.min(ours, System.nanoTime() - begun);
      begun = System.nanoTime();
      Configured.by(many, OF_TEAMS.toArray(Class<?>[]::new));
      theirs = Math.min(theirs, System.nanoTime() - begun);
    }
    assertThat(ours).as("nanoseconds, where SmallRye takes %d", theirs).isLessThan(theirs / 4);
  }

  @Test
  void whatIsNoIndexIsAMemberOfItsOwn() {
    KnownMembers known = KnownMembers.of(Map.of(TeamConfig.class, "sluice"));
    assertThat(known.knows("sluice.teams.red.models[0]")).isTrue();
    assertThat(known.knows("sluice.teams.red.models[*]")).isFalse();
    assertThat(known.knows("sluice.teams.red.models.\"[]\"")).isFalse();
    assertThat(Members.of(Map.of("sluice.teams.red.models[*]", "flux")).mapped(TeamConfig.class))
        .isNotNull();
  }

  /** What a mapping tells, as values that can be compared. */
  private static Object told(Class<?> type, Object told) throws ReflectiveOperationException {
    if (told instanceof Optional<?> optional) {
      return optional.isEmpty() ? "absent" : told(optional.get().getClass(), optional.get());
    }
    if (told instanceof List<?> list) {
      return list;
    }
    if (told instanceof Map<?, ?> map) {
      Map<Object, Object> values = new TreeMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        values.put(entry.getKey(), told(entry.getValue().getClass(), entry.getValue()));
      }
      return values;
    }
    if (told instanceof String) {
      return told;
    }
    Map<String, Object> members = new TreeMap<>();
    Class<?> mapped = type.isInterface() ? type : type.getInterfaces()[0];
    for (Class<?> each : told.getClass().getInterfaces()) {
      mapped = each.getName().startsWith("dev.sluice") ? each : mapped;
    }
    for (Method method : mapped.getMethods()) {
      if (method.getParameterCount() == 0) {
        method.setAccessible(true);
        Object value = method.invoke(told);
        members.put(method.getName(), told(value.getClass(), value));
      }
    }
    return members;
  }
}
