package dev.sluice.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The dashboard in a browser, in front of a stub of administration. */
@Tag("untimed")
class DashboardPageIT extends StubbedDashboard {

  @Test
  @SuppressWarnings("unchecked")
  void itsModulesDoWhatTheySay() {
    browser.open(gateway.uri("/tests/units.html"));
    browser.until(() -> assertThat(browser.run("return window.told")).isNotNull());

    List<String> told = (List<String>) browser.run("return window.told");
    assertThat(told).hasSizeGreaterThan(15).allMatch(line -> line.startsWith("ok "));
    assertThat(browser.run("return window.pwned")).isNull();
  }

  @Test
  void aWrongKeyIsRefusedInWords() {
    browser.enter("#key", "no-such-key");

    browser.until(
        () ->
            assertThat(browser.text("#door-problem")).isEqualTo("This is no administrator's key."));
    assertThat(browser.find("#board").isDisplayed()).isFalse();
  }

  @Test
  void theKeyIsKeptInMemoryAndNowhereElse() {
    browser.signIn(StubGateway.ADMIN);
    browser.until(() -> assertThat(browser.text(".legend")).contains("marketing"));

    assertThat(
            browser.run(
                "return [localStorage.length, sessionStorage.length, document.cookie,"
                    + " document.documentElement.outerHTML,"
                    + " ...[...document.querySelectorAll('input')].map(i => i.value)].join('|')"))
        .asString()
        .startsWith("0|0||")
        .doesNotContain(StubGateway.ADMIN);
    assertThat(browser.address()).doesNotContain(StubGateway.ADMIN);

    browser.press("Sign out");
    browser.until(() -> assertThat(browser.text("#door")).contains("You have signed out."));
    assertThat(browser.text("#board")).isEmpty();
  }

  @Test
  void whatComesFromElsewhereStaysTextAndThePolicyIsNeverViolated() {
    gateway.scene().store("degraded");
    browser.signIn(StubGateway.ADMIN);
    browser.until(() -> assertThat(browser.text(".legend")).contains("<img src=x"));
    assertThat(browser.text("#teams-now")).contains(StubScene.HOSTILE);
    assertThat(browser.text("#refusals")).contains(StubScene.HOSTILE);
    assertThat(browser.text("#alerts")).contains("The store is degraded: " + StubScene.HOSTILE);
    browser.go("tasks");
    browser.until(() -> assertThat(browser.text("#tasks")).contains("flux2 " + StubScene.HOSTILE));
    browser.go("deliveries");
    browser.until(
        () -> assertThat(browser.text("#deliveries")).contains("503 " + StubScene.HOSTILE));

    assertThat(browser.run("return document.images.length")).isEqualTo(0L);
    assertThat(browser.run("return window.pwned")).isNull();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theChartsArePaintedAndMove() {
    browser.signIn(StubGateway.ADMIN);
    browser.until(() -> assertThat(browser.text("#chart-minute .legend")).contains("marketing"));
    String first = browser.text("#chart-minute .legend");

    assertThat((Long) colours("#chart-minute canvas")).isGreaterThan(6);
    assertThat((Long) colours("#chart-slots canvas")).isGreaterThan(6);
    browser.until(() -> assertThat(browser.text("#chart-minute .legend")).isNotEqualTo(first));
    assertThat(browser.text("#chart-minute .note")).contains("Limit of the key 10,000");
  }

  /** How many colours fill more than 150 pixels each. */
  private static Object colours(String canvas) {
    return browser.run(
        "const c = document.querySelector(arguments[0]);"
            + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            + "const seen = new Map();"
            + "for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) {"
            + "  const k = d[i] << 16 | d[i + 1] << 8 | d[i + 2]; seen.set(k, (seen.get(k) ?? 0) + 1); }"
            + "return [...seen.values()].filter(n => n > 150).length",
        canvas);
  }

  @Test
  void aTeamsOwnLimitsAreMarkedWhereItIsChosen() {
    browser.signIn(StubGateway.ADMIN);
    browser.until(() -> assertThat(browser.text("#chart-slots .legend")).contains("research"));

    browser.click("#chart-slots .legend li:nth-child(3) button");

    browser.until(() -> assertThat(browser.text("#history-title")).contains("team research"));
    assertThat(browser.text("#chart-slots .note")).contains("Its ceiling 400 · Its guarantee 200");
    assertThat(browser.text("#chart-minute .note"))
        .contains("Its ceiling 4,000 · Its guarantee 2,000");
    assertThat(browser.find("#chart-slots .legend button").getDomAttribute("aria-pressed"))
        .isEqualTo("true");
  }

  @Test
  void aPageThatHearsNothingSaysThatItIsStale() {
    browser.signIn(StubGateway.ADMIN);
    gateway.silent(true);

    browser.until(() -> assertThat(browser.text("#stale")).startsWith("Stale."));
    assertThat(browser.text("#live")).isEqualTo("stale");
    assertThat(browser.run("return document.getElementById('live-said').textContent").toString())
        .contains("The figures are stale");
    assertThat(browser.find("#live-said").getDomAttribute("aria-live")).isEqualTo("polite");
    assertThat(browser.find("#now").getCssValue("filter")).contains("grayscale");

    gateway.silent(false);
    browser.until(() -> assertThat(browser.text("#live")).isEqualTo("live"));
    assertThat(browser.text("#stale")).isEmpty();
  }

  @Test
  void aStreamThatBreaksIsResumedAfterItsLastEvent() {
    browser.signIn(StubGateway.ADMIN);
    browser.until(() -> assertThat(browser.text(".legend")).contains("marketing"));
    gateway.away(true);
    browser.until(() -> assertThat(gateway.resumedFrom()).hasSizeGreaterThan(2));
    gateway.away(false);

    browser.until(() -> assertThat(browser.text("#live")).isEqualTo("live"));
    assertThat(gateway.resumedFrom().get(0)).isEmpty();
    assertThat(gateway.resumedFrom().subList(1, gateway.resumedFrom().size()))
        .allMatch(id -> id.matches("\\d{13}"));
  }

  @Test
  void aKeyThatIsRevokedMeanwhileSignsOut() {
    browser.signIn(StubGateway.ADMIN);
    gateway.forgetTheKey();

    browser.until(
        () -> assertThat(browser.text("#door")).contains("the key is not valid any more"));
    assertThat(browser.text("#board")).isEmpty();
  }

  @Test
  void aChangeIsAskedForFirstAndThenStandsInTheAudit() {
    browser.signIn(StubGateway.ADMIN);
    browser.press("Pause apixo");
    browser.until(() -> assertThat(browser.text("dialog")).contains("Pause apixo?"));
    browser.press("Cancel");
    assertThat(gateway.asked()).noneMatch(asked -> asked.startsWith("POST"));

    browser.press("Pause apixo");
    assertThat(browser.confirm("Pause")).isEqualTo("apixo is paused.");

    browser.until(() -> assertThat(browser.text("#changes")).contains("upstream.pause"));
    browser.until(() -> assertThat(browser.text("#alerts")).contains("apixo is paused"));
    browser.press("Resume apixo");
    browser.confirm("Resume");
    browser.go("audit");
    browser.until(
        () ->
            assertThat(browser.text("#audit"))
                .contains("upstream.resume", "paused: true → false", "alice"));
  }

  @Test
  void aKeyIsShownOnceAndThenForgottenByThePage() {
    browser.signIn(StubGateway.ADMIN);
    browser.go("keys");
    browser.press("Mint a key for blue");
    assertThat(browser.confirm("Mint")).contains(StubGateway.MINTED);

    assertThat(browser.run("return document.documentElement.outerHTML").toString())
        .doesNotContain(StubGateway.MINTED);
    browser.press("Rotate key k_ab12");
    assertThat(browser.confirm("Rotate")).contains("k_cd34", "The old one works until");
    browser.press("Revoke key k_cd34");
    assertThat(browser.confirm("Revoke")).isEqualTo("The key k_cd34 is revoked.");
    browser.until(() -> assertThat(browser.text("#keys")).doesNotContain("k_cd34"));
    assertThat(gateway.asked()).contains("POST /admin/teams/blue/keys/k_ab12/rotate?grace=24h");
  }

  private static Object level(String meter) {
    return browser.find("[role=meter][aria-label='" + meter + "']").getDomAttribute("data-level");
  }

  @Test
  void aTeamOfTheFilesIsShownAsItIsWrittenAndHasNothingToPress() {
    browser.signIn(StubGateway.ADMIN);
    browser.go("keys");
    browser.until(
        () ->
            assertThat(browser.text("#keys"))
                .contains("weight", "keys[0]", "in the file", "31 Dec 9999"));

    assertThat(browser.find("#keys time[datetime]").getDomAttribute("title"))
        .isEqualTo("9999-12-31T12:00:00.000Z");
    assertThat(browser.text("#keys")).doesNotContain("Rotate");
    assertThat(browser.text("#zone")).startsWith("Times are in ");
  }

  @Test
  void severalKeysAreNotAddedUpAndACircuitThatIsOpenSendsNothing() {
    gateway.scene().wide();
    browser.signIn(StubGateway.ADMIN);
    browser.until(() -> assertThat(browser.text("#chart-minute .legend")).contains("marketing"));

    assertThat(browser.text("#chart-minute h3")).isEqualTo("Submits sent, in a minute");
    assertThat(browser.text("#chart-minute .note"))
        .contains("Limit of apixo 10,000 · Limit of kie 120")
        .doesNotContain("Limit of the key", "10,120");
    assertThat(browser.text("#chart-slots .note")).contains("Limit of apixo 980 · Limit of kie 49");
    assertThat(browser.text("#budgets"))
        .contains("This minute, submits and looks", "Last 10 s, submits\n");
    assertThat(browser.text("#upstreams")).contains("not sent");
    assertThat(browser.text("#teams-idle")).startsWith("Idle, 40 teams: idle-01, idle-02");
    assertThat(browser.text("#teams-now table")).contains("batch").doesNotContain("idle-");
  }

  @Test
  void whatIsWrongWithANewTeamIsSaidWhereItIsAskedFor() {
    browser.signIn(StubGateway.ADMIN);
    browser.go("keys");
    browser.press("Create a team");
    browser.press("Create");
    browser.until(() -> assertThat(browser.text("dialog .problem")).isEqualTo("Name is needed."));
    browser.enter("#field-id", "<b>");
    browser.until(
        () -> assertThat(browser.text("dialog .problem")).startsWith("id: '<b>' may hold"));
    browser.type("#field-id", "green");

    assertThat(browser.confirm("Create")).isEqualTo("Team green is there.");
    browser.go("audit");
    browser.until(() -> assertThat(browser.text("#audit")).contains("team.create", "green"));
    assertThat(browser.text("#audit")).doesNotContain("keys:", "→");
  }

  @Test
  void aTaskIsFoundByItsIdAndTheListGoesOn() {
    browser.signIn(StubGateway.ADMIN);
    browser.go("tasks");
    browser.press("Show more");
    browser.until(() -> assertThat(browser.text("#tasks .foot")).isEqualTo("11 shown"));

    browser.enter("#task-id", "task_flux2_0007");
    browser.until(() -> assertThat(browser.text("#task-found")).contains("task_flux2_0007"));
    browser.enter("#task-id", "task_of/nobody");
    browser.until(() -> assertThat(browser.text("#task-found")).isEqualTo("No task has this id."));
    assertThat(gateway.asked()).contains("GET /admin/tasks/task_of%2Fnobody");
  }

  @Test
  void aSlotIsReleasedAndAWebhookDeliveredAgain() {
    browser.signIn(StubGateway.ADMIN);
    browser.go("slots");
    browser.press("Release slot s_81f2");
    assertThat(browser.confirm("Release")).isEqualTo("The slot is released.");
    browser.go("deliveries");
    browser.press("Deliver again to https://hooks.studio.example.com/sluice");
    browser.confirm("Deliver again");

    browser.until(() -> assertThat(browser.text("#deliveries .badge")).isEqualTo("pending"));
    browser.go("now");
    browser.until(
        () -> assertThat(browser.text("#changes")).contains("slot.release", "delivery.redeliver"));
  }

  @Test
  void theKeyboardReachesEverythingAndSeesWhereItIs() {
    browser.run("document.activeElement.blur()");
    browser.keys(Keys.TAB);
    assertThat(browser.run("return document.activeElement.textContent"))
        .isEqualTo("Skip to the content");
    browser.keys(Keys.TAB, StubGateway.ADMIN, Keys.ENTER);
    browser.until(() -> assertThat(browser.text("#upstreams")).contains("apixo"));
    browser.tabTo("Pause apixo");
    assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");

    browser.keys(Keys.ENTER);
    browser.until(() -> assertThat(browser.text("dialog")).contains("Pause apixo?"));
    browser.keys(Keys.ESCAPE);
    browser.until(
        () ->
            assertThat(browser.run("return document.activeElement.getAttribute('aria-label')"))
                .isEqualTo("Pause apixo"));
  }

  @Test
  void aTeamSeesItsLimitsItsUseAndWhyItWasRefused() {
    browser.open(gateway.uri("/me.html"));
    browser.enter("#key", "no-such-key");
    browser.until(
        () -> assertThat(browser.text("#door-problem")).isEqualTo("This is no team's key."));
    browser.signIn(StubGateway.TEAM);

    assertThat(browser.text("#team")).isEqualTo("marketing");
    assertThat(browser.text("#manners")).contains("waits, 10 s at most", "2 submits wait now");
    assertThat(browser.text("#limits"))
        .contains("5,890\nsent of 6,000 in 1 min at most · may send 12 at once now")
        .contains("0\nsent of 1,000 in 10 s at most · may send 100 at once now")
        .contains(
            "team-requests-1h\n0\nnone may be sent now, the next in 9 s · 9,000 in 1 h at most")
        .contains("tasks at a time, apixo\n304\nof 600 · 51 % · 300 guaranteed")
        .contains("tasks at a time, kie\n0\nof 49 · 0 %")
        .doesNotContain("1,050");
    assertThat(level("team-requests")).isEqualTo("high");
    assertThat(level("team-requests-10s")).isEqualTo("normal");
    assertThat(browser.text("#refusals")).contains("team-requests", "17", StubScene.HOSTILE);
    assertThat(browser.text("#tasks")).contains("task_flux2_0001", "processing");
    assertThat(browser.complaints()).allSatisfy(said -> assertThat(said).contains("401"));
  }
}
