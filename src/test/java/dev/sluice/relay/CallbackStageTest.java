package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.team.Team;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallbackStageTest {

  private static final Answer SERVED = new Relayed(200, Map.of(), new byte[0]);

  @Test
  void aRefusalNamesTheMemberAndTheReason() {
    var answer = enter(submit("callback", "http://169.254.169.254/"), Map.of());

    assertThat(answer)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(Reason.MALFORMED);
              assertThat(refused.refusal().detail())
                  .startsWith("callback_url: ")
                  .contains("never called");
            });
  }

  @Test
  void anAllowedUrlPassesOnWithTheBytesUnchanged() {
    var passage = submit("callback", "https://hooks.example.com/x");
    byte[] before = passage.noted(SubmitBody.class).bytes().clone();

    assertThat(enter(passage, Map.of())).isSameAs(SERVED);
    assertThat(passage.noted(SubmitBody.class).bytes()).isEqualTo(before);
  }

  @Test
  void theTeamsPatternsDecide() {
    assertThat(
            enter(
                submit("callback", "https://other.test.com/x", "https://*.example.com/*"),
                Map.of()))
        .isInstanceOf(Refused.class);
    assertThat(
            enter(
                submit("callback", "http://hooks.red.svc:81/x", "http://*.red.svc:*/*"), Map.of()))
        .isSameAs(SERVED);
  }

  @Test
  void aPlaceholderThatNobodyIsToCallPasses() {
    assertThat(enter(submit("async", "https://..."), Map.of())).isSameAs(SERVED);
    assertThat(enter(submit("async", ""), Map.of())).isSameAs(SERVED);
    assertThat(enter(submit("callback", "https://..."), Map.of())).isInstanceOf(Refused.class);
  }

  @Test
  void aUrlIsJudgedWhateverTheRequestTypeIs() {
    assertThat(enter(submit("async", "http://169.254.169.254/"), Map.of()))
        .isInstanceOf(Refused.class);
    assertThat(
            enter(submit("async", "https://other.test.com/x", "https://*.example.com/*"), Map.of()))
        .isInstanceOf(Refused.class);
    assertThat(enter(submit("async", "https://hooks.example.com/x"), Map.of())).isSameAs(SERVED);
  }

  @Test
  void aKieSubmitNamesItsCallbackByItsOwnMember() {
    assertThat(enter(kie("'callBackUrl':'http://169.254.169.254/'"), Map.of()))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.refusal().detail())
                    .startsWith("callBackUrl: ")
                    .contains("never called"));
    assertThat(enter(kie("'callBackUrl':'https://...'"), Map.of())).isInstanceOf(Refused.class);
    for (String passes :
        List.of(
            "'callBackUrl':'https://hooks.example.com/x'",
            "'callBackUrl':' '",
            "'callBackUrl':null",
            "'request_type':'callback','callback_url':'http://169.254.169.254/'")) {
      assertThat(enter(kie(passes), Map.of())).as(passes).isSameAs(SERVED);
    }
  }

  @Test
  void whatIsNoSubmitPassesOn() {
    var head =
        new RequestHead(Operation.STATUS, "r", "apixo", "flux2", "t", name -> Optional.empty());
    assertThat(enter(new Passage(head), Map.of())).isSameAs(SERVED);
  }

  @Test
  void loopbackAndFurtherDenialsAreConfigured() {
    var config =
        Map.of(
            "sluice.webhooks.allow-loopback", "true",
            "sluice.webhooks.deny", "11.0.0.0/8, *.Redis.example.com,fd12::/16");

    assertThat(settings(config).problems().lines()).isEmpty();
    assertThat(enter(submit("callback", "http://localhost:8081/x"), config)).isSameAs(SERVED);
    assertThat(enter(submit("callback", "http://11.0.0.1/"), config)).isInstanceOf(Refused.class);
    assertThat(enter(submit("callback", "http://a.redis.example.com/"), config))
        .isInstanceOf(Refused.class);
  }

  @Test
  void everyWrongKeyIsNamedWithItsValue() {
    var lines =
        settings(
                Map.of(
                    "sluice.webhooks.allow-loopback", "yes",
                    "sluice.webhooks.deny", "10.0.0.0/33,ok.example.com,not a host",
                    "sluice.teams.red.callbacks", "https://ok.example.com/*,*.example.com",
                    "sluice.teams.blue.callbacks", "ftp://x/*"))
            .problems()
            .lines();

    assertThat(lines)
        .hasSize(5)
        .anyMatch(l -> l.startsWith("sluice.webhooks.allow-loopback = 'yes'"))
        .anyMatch(l -> l.startsWith("sluice.webhooks.deny = '10.0.0.0/33'"))
        .anyMatch(l -> l.startsWith("sluice.webhooks.deny = 'not a host'"))
        .anyMatch(l -> l.startsWith("sluice.teams.red.callbacks = '*.example.com'"))
        .anyMatch(l -> l.startsWith("sluice.teams.blue.callbacks = 'ftp://x/*'"));
  }

  private static Answer enter(Passage passage, Map<String, String> config) {
    return new CallbackStage(settings(config))
        .enter(passage, onward -> Uni.createFrom().item(SERVED))
        .subscribe()
        .asCompletionStage()
        .getNow(null);
  }

  private static RelaySettings settings(Map<String, String> values) {
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(RelayConfig.class)
            .withSources(new PropertiesConfigSource(new HashMap<>(values), "test", 1000))
            .build();
    return new RelaySettings(config.getConfigMapping(RelayConfig.class));
  }

  private static Passage kie(String members) {
    String body = "{'model':'flux-2/x','input':{},%s}".formatted(members).replace('\'', '"');
    var head =
        new RequestHead(Operation.SUBMIT, "r", "kie", "flux-2/x", "", name -> Optional.empty());
    return new Passage(head)
        .note(Team.class, new Team("red", List.of(), List.of(), true, false))
        .note(SubmitBody.class, (SubmitBody) SubmitBody.read(body.getBytes(UTF_8)));
  }

  private static Passage submit(String requestType, String url, String... callbacks) {
    String body =
        "{\"request_type\":\"%s\", \"callback_url\":\"%s\",\"input\":{ }}"
            .formatted(requestType, url);
    var head =
        new RequestHead(Operation.SUBMIT, "r", "apixo", "flux2", "", name -> Optional.empty());
    return new Passage(head)
        .note(Team.class, new Team("red", List.of(), List.of(callbacks), true, false))
        .note(SubmitBody.class, (SubmitBody) SubmitBody.read(body.getBytes(UTF_8)));
  }
}
