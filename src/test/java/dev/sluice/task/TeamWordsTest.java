package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.routing.Provider;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TeamWordsTest {

  private static final Dialect APIXO = Dialects.of("apixo").orElseThrow();
  private static final Dialect KIE = Dialects.of("kie").orElseThrow();

  private static final String KIE_CALLED =
      "{'code':501,'msg':'Playground task failed.','data':{'taskId':'t','model':'flux-2/pro',"
          + "'state':'fail', 'resultJson':null,'failCode':'500','failMsg':'no','costTime':21,"
          + "'createTime':5,'completeTime':9}}";
  private static final String KIE_STATUS =
      "{'code':200,'msg':'success','data':{'taskId':'t','model':'flux-2/pro',"
          + "'state':'fail', 'resultJson':null,'failCode':'500','failMsg':'no','costTime':21000,"
          + "'createTime':5,'completeTime':9}}";
  private static final String AS_APIXO =
      "{'code':200,'message':'success','data':{'taskId':'t','state':'failed',"
          + "'failCode':'500','failMsg':'no','costTime':21000,'createTime':5,'completeTime':9}}";
  private static final String APIXO_STATUS =
      "{'code':200,'message':'success', 'data':{'taskId':'t','state':'failed','failCode':'NSFW',"
          + "'failMsg':'no','createTime':5,'completeTime':9}}";

  private final TeamWords words = new TeamWords(Dialects::of);

  @Test
  void aCallbackIsAnsweredAsAStatusAtEitherDoor() {
    assertThat(status("kie", asked("kie"), called(KIE_CALLED), KIE)).isEqualTo(text(KIE_STATUS));
    assertThat(status("kie", asked("kie"), called(KIE_CALLED), APIXO)).isEqualTo(text(AS_APIXO));
  }

  @Test
  void aStatusIsAnsweredInTheWordsOfTheDoorWhateverTheTeamSpokeBefore() {
    for (Optional<Asked> asked : asksOfAllKinds()) {
      assertThat(status("kie", asked, seen(KIE_STATUS), KIE)).isEqualTo(text(KIE_STATUS));
      assertThat(status("kie", asked, seen(KIE_STATUS), APIXO)).isEqualTo(text(AS_APIXO));
      assertThat(status("apixo", asked, seen(APIXO_STATUS), APIXO)).isEqualTo(text(APIXO_STATUS));
    }
  }

  private static Iterable<Optional<Asked>> asksOfAllKinds() {
    return List.of(asked("kie"), asked("apixo"), Optional.<Asked>empty());
  }

  @Test
  void theModelIsTheOneThatTheTeamAskedForOrElseTheOneThatWasTold() {
    assertThat(status("apixo", asked("kie"), seen(APIXO_STATUS), KIE))
        .contains(text("'model':'asked/model'"));
    assertThat(status("apixo", Optional.empty(), seen(APIXO_STATUS), KIE))
        .contains(text("'model':'told'"));
  }

  @Test
  void aWebhookWithinOneLanguageIsTheCallbackThatCame() {
    Spoken came = called(KIE_CALLED);

    assertThat(words.webhook(debt("kie", asked("kie"), "t"), came)).isSameAs(came.body());
    assertThat(words.webhook(debt("kie", Optional.empty(), "t"), came)).isSameAs(came.body());
    Spoken seen = seen(APIXO_STATUS);
    assertThat(words.webhook(debt("apixo", asked("apixo"), "t"), seen)).isSameAs(seen.body());
  }

  @Test
  void whatALookHasSeenIsCalledAsTheVendorWouldCall() {
    assertThat(webhook("kie", asked("kie"), seen(KIE_STATUS), "t")).isEqualTo(text(KIE_CALLED));
  }

  @Test
  void aWebhookAcrossLanguagesIsInTheOneThatTheTeamSpoke() {
    assertThat(webhook("kie", asked("apixo"), called(KIE_CALLED), "t")).isEqualTo(text(AS_APIXO));
    assertThat(webhook("kie", asked("apixo"), seen(KIE_STATUS), "t")).isEqualTo(text(AS_APIXO));
    assertThat(webhook("apixo", asked("kie"), seen(APIXO_STATUS), "t"))
        .isEqualTo(
            text(
                "{'code':501,'msg':'Playground task failed.','data':{'taskId':'t',"
                    + "'model':'asked/model','state':'fail','failCode':'NSFW','failMsg':'no',"
                    + "'createTime':5,'completeTime':9}}"));
  }

  @Test
  void anAliasStandsForTheIdInEveryForm() {
    String byItsOtherName = KIE_CALLED.replace("taskId", "task_id");

    assertThat(webhook("kie", asked("kie"), called(byItsOtherName), "sl_1"))
        .isEqualTo(text(byItsOtherName.replace("'t'", "'sl_1'")));
    assertThat(webhook("kie", asked("apixo"), called(byItsOtherName), "sl_1"))
        .isEqualTo(text(AS_APIXO.replace("'t'", "'sl_1'")));
    TaskRecord aliased = record("kie", asked("kie")).withVisibleId("sl_1");
    assertThat(words.status(aliased, called(byItsOtherName), KIE))
        .asString(UTF_8)
        .isEqualTo(text(KIE_STATUS.replace("'t'", "'sl_1'")));
  }

  @Test
  void whatIsNoEnvelopeIsToldAsItCame() {
    Spoken page = new Spoken(502, "<html>".getBytes(UTF_8));

    assertThat(words.status(record("kie", asked("apixo")), page, APIXO)).isSameAs(page.body());
  }

  @Test
  void whatAnUpstreamSaidThatIsGoneIsToldAsItCame() {
    Spoken last = seen(KIE_STATUS);

    assertThat(words.status(record("gone", asked("apixo")), last, APIXO)).isSameAs(last.body());
    assertThat(words.webhook(debt("gone", asked("apixo"), "t"), last)).isSameAs(last.body());
    assertThat(words.spoken(new TaskKey("gone", "t"), Optional.empty())).isEmpty();
    assertThat(words.spoken(new TaskKey("gone", "t"), asked("kie"))).contains(KIE);
  }

  private String status(String upstream, Optional<Asked> asked, Spoken word, Dialect door) {
    return new String(words.status(record(upstream, asked), word, door), UTF_8);
  }

  private String webhook(String upstream, Optional<Asked> asked, Spoken word, String visibleId) {
    return new String(words.webhook(debt(upstream, asked, visibleId), word), UTF_8);
  }

  private static TaskRecord record(String upstream, Optional<Asked> asked) {
    return TaskRecord.open(new TaskKey(upstream, "t"), origin(asked), 5, seen("{}"));
  }

  private static Debt debt(String upstream, Optional<Asked> asked, String visibleId) {
    return new Debt(
        new TaskKey(upstream, "t"),
        visibleId,
        origin(asked),
        5,
        new TaskEnd(TaskEnd.Cause.FAILED, 9),
        Optional.empty());
  }

  private static Origin origin(Optional<Asked> asked) {
    return new Origin("red", "told", Provider.AUTO, "s", Optional.empty(), asked);
  }

  private static Optional<Asked> asked(String dialect) {
    return Optional.of(new Asked(dialect, "asked/model"));
  }

  private static Spoken seen(String quoted) {
    return new Spoken(200, text(quoted).getBytes(UTF_8));
  }

  private static Spoken called(String quoted) {
    return new Spoken(Spoken.CALLED, text(quoted).getBytes(UTF_8));
  }

  private static String text(String quoted) {
    return quoted.replace('\'', '"');
  }
}
