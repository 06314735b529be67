package dev.sluice.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, without a window. Where there is none, the test is skipped and says so. */
final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final ChromeDriver driver;
  private final Path profile;

  private Browser(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  /** Starts it, or skips the test where chromium or chromedriver is not on the path. */
  static Browser start() {
    Optional<File> chromium = onThePath("chromium");
    Optional<File> driver = onThePath("chromedriver");
    Assumptions.assumeTrue(
        chromium.isPresent() && driver.isPresent(),
        "skipped: no browser. apt-get install chromium chromium-driver");
    try {
      Path profile = Files.createTempDirectory("sluice-browser");
      LoggingPreferences logs = new LoggingPreferences();
      logs.enable(LogType.BROWSER, Level.ALL);
      ChromeOptions options = new ChromeOptions();
      options.setBinary(chromium.orElseThrow());
      options.addArguments(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--user-data-dir=" + profile);
      options.setCapability("goog:loggingPrefs", logs);
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(driver.orElseThrow())
              .usingAnyFreePort()
              .build();
      return new Browser(new ChromeDriver(service, options), profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<File> onThePath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> new File(folder, name))
        .filter(File::canExecute)
        .findFirst();
  }

  /** A window of this width, in CSS pixels, as a phone's or a laptop's. */
  void window(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the person prefers: light or dark. */
  void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void open(Object address) {
    driver.get(address.toString());
  }

  /** The page at this address with the policy of its content put aside, for a test's own script. */
  void openWithoutPolicy(Object address) {
    driver.executeCdpCommand("Page.setBypassCSP", Map.of("enabled", true));
    driver.get(address.toString());
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  Object runAsync(String script, Object... arguments) {
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return driver.executeAsyncScript(script, arguments);
  }

  String address() {
    return driver.getCurrentUrl();
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** The text of what a person sees there; empty where nothing is. */
  String text(String css) {
    try {
      return driver.findElements(By.cssSelector(css)).stream()
          .map(WebElement::getText)
          .reduce("", (all, one) -> all.isEmpty() ? one : all + "\n" + one);
    } catch (StaleElementReferenceException replacedMeanwhile) {
      return "";
    }
  }

  void type(String css, String words) {
    find(css).clear();
    find(css).sendKeys(words);
  }

  /** Types into a field and sends its form. */
  void enter(String css, String words) {
    type(css, words);
    find(css).sendKeys(Keys.ENTER);
  }

  void click(String css) {
    find(css).click();
  }

  /** Goes to a view of the dashboard. */
  void go(String view) {
    run("document.querySelector(arguments[0]).click()", "nav a[href='#" + view + "']");
    until(() -> assertThat(find("#" + view).isDisplayed()).isTrue());
  }

  /** Presses the button that a screen reader calls so, once it is there. */
  void press(String name) {
    press("name === arguments[0]", name);
  }

  /** Presses the first button that a screen reader calls something that begins so. */
  void pressFirst(String beginning) {
    press("name.startsWith(arguments[0])", beginning);
  }

  private void press(String condition, String words) {
    String script =
        "const b = [...document.querySelectorAll('button')].find(b => {"
            + "  const name = b.getAttribute('aria-label') ?? b.textContent.trim();"
            + "  return b.checkVisibility() && !b.disabled && "
            + condition
            + "});"
            + "if (b) { b.scrollIntoView({block: 'center'}); b.focus(); b.click(); } return !!b";
    until(() -> assertThat(run(script, words)).as("button '%s'", words).isEqualTo(true));
  }

  /** Types into whatever has the focus. */
  void keys(CharSequence... typed) {
    new Actions(driver).sendKeys(typed).perform();
  }

  /** Goes on with the tabulator until it is at what a screen reader calls so. */
  void tabTo(String name) {
    for (int i = 0; i < 100; i++) {
      keys(Keys.TAB);
      if (name.equals(run("return document.activeElement.getAttribute('aria-label')"))) {
        return;
      }
    }
    throw new AssertionError("the tabulator does not come to " + name);
  }

  /** Confirms what the dialog asks, and closes it when it is done; gives what it said. */
  String confirm(String verb) {
    until(() -> assertThat(text("dialog")).contains(verb));
    press(verb);
    until(() -> assertThat(text("dialog h2")).isEqualTo("Done"));
    String said = text("#dialog-text");
    press("Close");
    return said;
  }

  /** Signs in with a key, and waits until the page shows something. */
  void signIn(String key) {
    enter("#key", key);
    until(() -> assertThat(text("#board")).as(text("#door")).isNotEmpty());
  }

  /**
   * Waits for what the page is to show, as long as {@link #PATIENCE} at most: the only wait here.
   */
  void until(ThrowingRunnable holds) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(holds);
  }

  /**
   * What the browser complained about since it was last asked: errors, and violations of the
   * policy.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /** The page as it is, the whole of its height. */
  void screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What axe finds that is serious or critical, as rule and place. */
  @SuppressWarnings("unchecked")
  List<String> barriers() {
    try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
      run(new String(axe.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (List<String>)
        runAsync(
            "const done = arguments[arguments.length - 1];"
                + "axe.run({resultTypes: ['violations']}).then(found => done(found.violations"
                + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                + ".flatMap(v => v.nodes.map(n => v.id + ' at ' + n.target + ': ' +"
                + " n.failureSummary))), failure => done(['axe failed: ' + failure]));");
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
