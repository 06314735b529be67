package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.SubmitReading;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import dev.sluice.settings.Live;
import dev.sluice.team.Team;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The upstream {@code a} speaks APIXO, {@code k} Kie. Without a script the last one answers. */
class CrossingTest {

  private static final String PRO = "{\"input\":{\"mode\":\"pro-text-to-image\",\"prompt\":\"p\"}}";
  private static final String FLEX_AT_KIE =
      "{\"model\":\"flux-2/flex-image-to-image\",\"input\":{\"prompt\":\"p\",\"input_urls\":[\"u\"]}}";
  private static final String NANO = "{\"input\":{\"mode\":\"text-to-image\"}}";

  private final List<String> told = new ArrayList<>();
  private final Map<String, String> settings = new HashMap<>();
  private Optional<PinnedUpstream> pinned = Optional.empty();

  @Test
  void anUpstreamOfTheTeamsLanguageIsToldTheBodyAsItIs() {
    settings.put("sluice.routes.auto", "a");
    apixo("flux2", PRO);
    assertThat(told).containsExactly("a flux2 " + PRO);
    told.clear();
    settings.put("sluice.routes.auto", "k");
    kie("flux-2/flex-image-to-image", FLEX_AT_KIE);
    assertThat(told).containsExactly("k flux-2/flex-image-to-image " + FLEX_AT_KIE);
  }

  @Test
  void anAliasChangesTheIdInThePathOrInItsPlaceInTheBodyAndNothingElse() {
    settings.put("sluice.models.fast.a.model", "flux-2");
    settings.put("sluice.models.fast.a.input.rename.prompt", "text");
    settings.put("sluice.models.fast.k.model", "flux-2/flex-text-to-image");
    settings.put("sluice.routes.auto", "a");
    settings.put("sluice.routes.value", "k");
    apixo("fast", PRO);
    kie("fast", "{ \"provider\":\"value\", \"model\" : \"f\\u0061st\", \"input\":{\"mode\":1} }");
    assertThat(told)
        .containsExactly(
            "a flux-2 " + PRO,
            "k flux-2/flex-text-to-image"
                + " {  \"model\" : \"flux-2/flex-text-to-image\", \"input\":{\"mode\":1} }");
  }

  @Test
  void aSubmitToAnUpstreamOfAnotherLanguageIsToldInThatAndAnsweredInTheTeams() {
    settings.put("sluice.routes.auto", "k");
    Relayed answer =
        (Relayed)
            apixo(
                "flux2",
                "{\"request_type\":\"callback\",\"callback_url\":\"c\"," + PRO.substring(1));
    assertThat(told)
        .containsExactly(
            "k flux-2/pro-text-to-image {\"model\":\"flux-2/pro-text-to-image\","
                + "\"callBackUrl\":\"c\",\"input\":{\"prompt\":\"p\",\"aspect_ratio\":\"1:1\","
                + "\"resolution\":\"1K\"}}");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"code\":200,\"message\":\"fine\",\"data\":{\"taskId\":\"t\"}}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).isEqualTo(Map.of("Content-Type", "application/json"));
  }

  @Test
  void aTeamThatSpeaksKieGoesToApixoTheSameWay() {
    settings.put("sluice.routes.auto", "a");
    Relayed answer = (Relayed) kie("flux-2/flex-image-to-image", FLEX_AT_KIE);
    assertThat(told)
        .containsExactly(
            "a flux-2 {\"input\":{\"prompt\":\"p\",\"image_urls\":[\"u\"],"
                + "\"mode\":\"flex-image-to-image\"}}");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"msg\":\"fine\"");
  }

  @Test
  void fallingBackAcrossTellsEachUpstreamItsOwnWords() {
    told.clear();
    apixo("nano-banana", NANO, "a");
    assertThat(told)
        .containsExactly(
            "a nano-banana " + NANO,
            "k google/nano-banana {\"model\":\"google/nano-banana\","
                + "\"input\":{\"output_format\":\"jpeg\"}}");
  }

  @Test
  void anAnswerOfTheTeamsOwnLanguageAndARefusalStayWhatTheyAre() {
    Relayed answer = (Relayed) apixo("flux-kontext", PRO);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"message\":\"fine\"");
    assertThat(answer.headers()).containsKey("content-length");
    Answer refused = apixo("flux2", PRO, "a", "k");
    assertThat(refused).isInstanceOf(Refused.class);
  }

  @Test
  void aModelWithoutWordsIsNeverToldAcross() {
    apixo("flux-kontext", PRO, "a");
    assertThat(told).containsExactly("a flux-kontext " + PRO);
    settings.put("sluice.routes.auto", "k");
    Refusal refusal = ((Refused) apixo("flux-kontext", PRO)).refusal();
    assertThat(refusal.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(refusal.detail())
        .isEqualTo(
            "No upstream serves this model to this team."
                + " k: nothing says what it calls this model.");
    assertThat(told).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"input\":{}}", "{\"input\":{\"mode\":\"max\"}}"})
  void neitherIsOneWhoseModeHasNone(String body) {
    settings.put("sluice.routes.auto", "k");
    Refusal refusal = ((Refused) apixo("nano-banana", body)).refusal();
    assertThat(refusal.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(refusal.detail())
        .endsWith(" k: input.mode must be one of image-to-image, text-to-image.");
    assertThat(told).isEmpty();
  }

  @Test
  void aModeGivenTwiceIs400WhereAnUpstreamOfTheRouteWouldBeToldByIt() {
    String twice = "{\"input\":{\"mode\":\"text-to-image\",\"mode\":\"image-to-image\"}}";
    Refusal refusal = ((Refused) apixo("nano-banana", twice)).refusal();
    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(refusal.detail()).isEqualTo("input: must hold 'mode' only once");
    assertThat(told).isEmpty();
    settings.put("sluice.routes.auto", "a");
    apixo("nano-banana", twice);
    assertThat(told).containsExactly("a nano-banana " + twice);
  }

  /** In APIXO's language it names nothing, so nobody has asked whose task that is. */
  @ParameterizedTest
  @ValueSource(strings = {"task_id", "TASK_ID", "task\\u005fid"})
  void whatWouldNameAnEarlierTaskAtKieOnlyIsNotToldThere(String member) {
    settings.put("sluice.routes.auto", "k,a");
    String body =
        "{\"input\":{\"mode\":\"pro-text-to-image\",\"%s\":\"another's\"}}".formatted(member);
    apixo("flux2", body);
    assertThat(told).containsExactly("a flux2 " + body);
    settings.put("sluice.routes.auto", "k");
    assertThat(((Refused) apixo("flux2", body)).refusal().detail())
        .endsWith("k: the input would name an earlier task there, and nobody says whose.");
  }

  @Test
  void aTeamsOwnRouteDecidesWhoMayBeTold() {
    settings.put("sluice.teams.red.routes.auto", "k");
    apixo("nano-banana", NANO);
    assertThat(told).singleElement().asString().startsWith("k google/nano-banana ");
  }

  @ParameterizedTest
  @CsvSource({"a, a nano-banana", "k, k google/nano-banana"})
  void onlyThePinnedUpstreamMayServe(String upstream, String first) {
    pinned = Optional.of(new PinnedUpstream(upstream));
    apixo("nano-banana", NANO, upstream);
    assertThat(told).singleElement().asString().startsWith(first + " ");
  }

  @Test
  void aPinnedUpstreamThatTheRouteDoesNotHaveIs404() {
    pinned = Optional.of(new PinnedUpstream("k"));
    settings.put("sluice.routes.auto", "a");
    Refusal refusal = ((Refused) apixo("nano-banana", NANO)).refusal();
    assertThat(refusal.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(refusal.detail()).contains("a: an earlier task is named");
    assertThat(told).isEmpty();
  }

  @Test
  void aKieSubmitMayNameAProviderWhichDecidesAndOnlyApixoIsTold() {
    settings.put("sluice.routes.value", "k,a");
    String named = FLEX_AT_KIE.replace("\"input\"", "\"provider\":\"value\",\"input\"");
    kie("flux-2/flex-image-to-image", named, "k");
    assertThat(told)
        .containsExactly(
            "k flux-2/flex-image-to-image " + FLEX_AT_KIE,
            "a flux-2 {\"provider\":\"value\",\"input\":{\"prompt\":\"p\",\"image_urls\":[\"u\"],"
                + "\"mode\":\"flex-image-to-image\"}}");
    Refusal refusal =
        ((Refused) kie("m", "{\"model\":\"m\",\"provider\":\"cheap\",\"input\":{}}")).refusal();
    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aDefaultProviderIsToldToApixoOnly() {
    settings.put("sluice.teams.red.default-provider", "official");
    apixo("nano-banana", NANO, "a");
    kie("flux-2/flex-image-to-image", FLEX_AT_KIE, "a");
    assertThat(told.get(0))
        .isEqualTo("a nano-banana {\"provider\":\"official\"," + NANO.substring(1));
    assertThat(told.get(1)).startsWith("k ").doesNotContain("provider");
    assertThat(told.get(2)).startsWith("a flux-2 {\"provider\":\"official\",\"input\"");
    assertThat(told.get(3)).isEqualTo("k flux-2/flex-image-to-image " + FLEX_AT_KIE);
  }

  @Test
  void whatATeamMayUseIsJudgedByTheIdThatItSays() {
    settings.put("sluice.models.fast.a.model", "secret-model");
    settings.put("sluice.routes.auto", "a");
    assertThat(enter("apixo", "fast", PRO, List.of("fa*"), List.of())).isInstanceOf(Relayed.class);
    Answer answer = enter("apixo", "secret-model", PRO, List.of("fa*"), List.of());
    assertThat(((Refused) answer).refusal().reason()).isEqualTo(Reason.FORBIDDEN);
  }

  private Answer apixo(String model, String body, String... busy) {
    return enter("apixo", model, body, List.of(), List.of(busy));
  }

  private Answer kie(String model, String body, String... busy) {
    return enter("kie", model, body, List.of(), List.of(busy));
  }

  private Answer enter(
      String dialect, String model, String body, List<String> models, List<String> busy) {
    var head = new RequestHead(Operation.SUBMIT, "r", dialect, model, "", name -> Optional.empty());
    SubmitReading reading =
        Dialects.of(dialect)
            .orElseThrow()
            .check(SubmitBody.read(body.getBytes(StandardCharsets.UTF_8)));
    Passage passage =
        new Passage(head)
            .note(Team.class, new Team("red", models, List.of(), true, false))
            .note(Patience.class, new Patience(Duration.ZERO))
            .note(SubmitBody.class, (SubmitBody) reading);
    pinned.ifPresent(pin -> passage.note(PinnedUpstream.class, pin));
    return Now.of(stage().enter(passage, on -> serve(on, busy)));
  }

  private Uni<Answer> serve(Passage passage, List<String> busy) {
    UpstreamChoice choice = passage.noted(UpstreamChoice.class);
    String body = new String(passage.noted(SubmitBody.class).bytes(), StandardCharsets.UTF_8);
    told.add(choice.upstream() + " " + choice.model() + " " + body);
    boolean full = busy.contains(choice.upstream());
    passage.note(Started.class, full ? Started.NEVER_SENT : Started.YES);
    return Uni.createFrom().item(full ? full() : fine(choice.upstream()));
  }

  private static Answer full() {
    return Refusal.byLimit("budget-requests", "full", Duration.ofSeconds(1)).answer();
  }

  private static Answer fine(String upstream) {
    String text =
        "{\"code\":200,\"%s\":\"fine\",\"data\":{\"taskId\":\"t\"}}"
            .formatted(upstream.equals("k") ? "msg" : "message");
    return new Relayed(
        200,
        Map.of("Content-Type", "application/json", "content-length", "52"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  private RoutingStage stage() {
    Map<String, String> all = new HashMap<>(settings);
    all.put("sluice.teams.red.keys", "k");
    RoutingSettings routing = RoutingSettingsTest.with(ModelSettingsTest.A_AND_K, all);
    ModelSettings models = ModelSettingsTest.with(ModelSettingsTest.A_AND_K, settings);
    assertThat(routing.problems().lines()).isEmpty();
    assertThat(models.problems().lines()).isEmpty();
    return new RoutingStage(Live.still(routing), Live.still(models));
  }
}
