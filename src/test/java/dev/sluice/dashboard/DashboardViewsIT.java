package dev.sluice.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Usage, deferred submits, webhooks and the teams of the store, in front of the stub. */
@Tag("untimed")
class DashboardViewsIT extends StubbedDashboard {

  @BeforeEach
  void signIn() {
    browser.signIn(StubGateway.ADMIN);
  }

  @AfterEach
  void nothingWasComplainedOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void usageIsToldApartAsIsChosen() {
    browser.go("usage");
    browser.until(
        () ->
            assertThat(browser.text("#usage"))
                .contains("91,204", StubScene.HOSTILE, "183,042 tasks in all."));
    assertThat(browser.text("#usage thead")).contains("Team").doesNotContain("Day");

    browser.click("#usage-by-day");
    browser.until(() -> assertThat(browser.text("#usage")).contains("2026-11-29"));
    browser.enter("#usage-team", "a&b");
    browser.until(
        () ->
            assertThat(gateway.asked())
                .anyMatch(
                    asked ->
                        asked.matches(
                            "GET /admin/usage\\?from=\\d{4}-\\d\\d-\\d\\d&to=\\d{4}-\\d\\d-\\d\\d"
                                + "&by=team%2Cday&team=a%26b&format=json")));

    browser.click("#usage-by-day");
    browser.click("#usage-by-team");
    browser.until(
        () -> assertThat(browser.text("#usage .problem")).startsWith("Choose at least one thing"));
  }

  @Test
  void theFileOfUsageIsFetchedWithTheKeyAndSavedUnderItsName() {
    browser.go("usage");
    browser.run(
        "const made = URL.createObjectURL;"
            + "URL.createObjectURL = (blob) => {"
            + "  blob.text().then((text) => { window.savedText = text; }); return made(blob); };"
            + "const click = HTMLAnchorElement.prototype.click;"
            + "HTMLAnchorElement.prototype.click = function () {"
            + "  window.savedName = this.download; click.call(this); };");
    browser.press("Save as CSV");

    browser.until(
        () ->
            assertThat(browser.run("return window.savedText"))
                .asString()
                .isEqualToNormalizingNewlines(StubTables.CSV));
    assertThat(browser.run("return window.savedName")).isEqualTo("usage-2026-11.csv");
    assertThat(gateway.asked()).anyMatch(asked -> asked.endsWith("&format=csv"));
    assertThat(browser.address()).endsWith("/dashboard#usage");
  }

  @Test
  void aDeferredSubmitIsDroppedWhereThatIsConfirmed() {
    browser.go("deferred");
    browser.press("Drop sl_1");
    browser.until(
        () -> assertThat(browser.text("dialog")).contains("sl_1 of team batch", "CANCELLED"));
    browser.press("Cancel");
    assertThat(gateway.asked()).noneMatch(asked -> asked.startsWith("DELETE"));

    browser.press("Drop sl_1");
    assertThat(browser.confirm("Drop")).isEqualTo("It will not be sent.");
    browser.until(
        () -> assertThat(browser.text("#deferred")).contains("sl_2").doesNotContain("sl_1"));
  }

  @Test
  void aTeamOfTheStoreIsEditedAndKeepsWhatHasNoFieldOfItsOwn() {
    browser.go("keys");
    browser.press("Edit team blue");
    browser.until(
        () ->
            assertThat(browser.run("return document.querySelector('#field-others').value"))
                .asString()
                .contains("\"webhook-secret\": \"set\""));
    browser.type("#field-weight", "3");
    browser.type("#field-others", "{\"webhook-secret\": ");
    browser.press("Change");
    browser.until(
        () ->
            assertThat(browser.text("dialog .problem"))
                .isEqualTo("Other settings: this is no JSON."));
    browser.type("#field-others", "{\"webhook-secret\": \"set\", \"max-wait\": \"10s\"}");

    assertThat(browser.confirm("Change")).isEqualTo("The settings of blue are changed.");
    browser.until(
        () ->
            assertThat(browser.text("#keys"))
                .contains("weight\n3", "requests-per-minute\n600", "max-wait\n10s"));
    assertThat(gateway.asked()).contains("PUT /admin/teams/blue");
  }

  @Test
  void whoDeletesATeamIsToldWhatBecomesOfItsTasks() {
    browser.go("keys");
    browser.press("Delete team blue");
    browser.until(
        () ->
            assertThat(browser.text("dialog"))
                .contains("tasks in flight go on", "What it has deferred is not sent"));

    assertThat(browser.confirm("Delete")).isEqualTo("Team blue is deleted.");
    browser.until(() -> assertThat(browser.text("#keys")).doesNotContain("blue"));
    assertThat(browser.text("#keys")).contains("marketing");
  }

  @Test
  void theWebhooksThatAreNotDeliveredAreShownFirstAndCounted() {
    browser.go("deliveries");
    browser.until(
        () ->
            assertThat(browser.text("#deliveries"))
                .contains("Of all teams 1 given up, 3 to be delivered.", "given up"));

    assertThat(gateway.asked()).contains("GET /admin/deliveries?state=dead%2Cpending");
  }
}
