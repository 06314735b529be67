package dev.sluice.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages wide and narrow, light and dark: nothing overflows, and axe finds no barrier. */
@Tag("untimed")
class DashboardLooksIT {

  private static final String[] VIEWS = {
    "now", "tasks", "slots", "deferred", "deliveries", "usage", "keys", "audit"
  };

  private static Browser browser;
  private static StubGateway gateway;

  @BeforeAll
  static void open() {
    browser = Browser.start();
    gateway = new StubGateway();
    gateway.scene().pause(true);
    gateway.scene().wide();
    gateway.scene().minted("blue", "k_ab12");
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
      gateway.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1280,light", "360,dark"})
  void theDashboardAndATeamsPageAreFreeOfBarriersAndFit(int width, String scheme) {
    everyViewOfTheDashboard(width, scheme);
    aTeamsPage(width, scheme);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"1280,dark", "360,light"})
  void soTheyAreInTheOtherSchemes(int width, String scheme) {
    everyViewOfTheDashboard(width, scheme);
    aTeamsPage(width, scheme);
  }

  private static void everyViewOfTheDashboard(int width, String scheme) {
    String name = width + "-" + scheme;
    browser.scheme(scheme);
    browser.window(width, 900);
    browser.openWithoutPolicy(gateway.uri("/dashboard"));
    look("door-" + name, width);
    browser.signIn(StubGateway.ADMIN);
    browser.until(() -> assertThat(browser.text(".legend")).contains("marketing"));
    for (String view : VIEWS) {
      browser.go(view);
      browser.until(() -> assertThat(browser.text("#" + view + " .table td")).isNotEmpty());
      shoot(view + "-" + name, width);
      if (view.equals("now")) {
        assertThat(height()).as("the height of what happens now").isLessThan(6500);
      }
    }
    // All at once: one walk of axe is enough.
    browser.run("document.querySelectorAll('#board > section').forEach(s => { s.hidden = false })");
    assertThat(browser.barriers()).as(name).isEmpty();
    browser.press("Create a team");
    look("dialog-" + name, width);
    browser.press("Cancel");
    browser.press("Edit team blue");
    look("edit-" + name, width);
  }

  private static void aTeamsPage(int width, String scheme) {
    String name = width + "-" + scheme;
    browser.scheme(scheme);
    browser.window(width, 900);
    browser.openWithoutPolicy(gateway.uri("/me.html"));
    browser.signIn(StubGateway.TEAM);
    look("me-" + name, width);
  }

  private static void look(String name, int width) {
    shoot(name, width);
    assertThat(browser.barriers()).as(name).isEmpty();
  }

  private static void shoot(String name, int width) {
    Object wanted = browser.run("return document.documentElement.scrollWidth");
    browser.window(width, Math.max(900, height()));
    browser.screenshot(name);
    browser.window(width, 900);
    assertThat(wanted).as("the width that %s takes", name).isEqualTo((long) width);
  }

  private static int height() {
    return ((Number) browser.run("return document.documentElement.scrollHeight")).intValue();
  }
}
