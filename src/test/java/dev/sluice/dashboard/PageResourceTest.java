package dev.sluice.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages as the gateway serves them. Without an administrator {@code front.DoorTest} has a 404.
 */
@QuarkusTest
@TestProfile(PageResourceTest.Administered.class)
class PageResourceTest {

  private static final Pattern LOADED =
      Pattern.compile("(?:src|href)=\"(/[^\"]+)\"|from '(\\.[^']+)'");

  private final HttpClient http = HttpClient.newHttpClient();

  @TestHTTPResource URI server;

  /** The embedded default, with an administrator. */
  public static final class Administered implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.http.test-port", "0", "sluice.admin.keys.alice", "alices-own-key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dashboard", "/me.html", "/pages/page.css", "/pages/chart.umd.min.js"})
  void aPageIsServedToEverybodyUnderAStrictPolicy(String path) throws Exception {
    HttpResponse<String> heard = ask("GET", path);

    assertThat(heard.statusCode()).isEqualTo(200);
    assertThat(heard.headers().firstValue("Content-Security-Policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
                + " 'none'");
    assertThat(heard.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(heard.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(heard.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(heard.body()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dashboard", "/me.html"})
  void everythingThatAPageLoadsIsThere(String page) throws Exception {
    assertLoaded(page, 0);
  }

  private void assertLoaded(String path, int depth) throws Exception {
    HttpResponse<String> heard = ask("GET", path);
    assertThat(heard.statusCode()).as(path).isEqualTo(200);
    String kind = path.substring(path.lastIndexOf('.') + 1);
    assertThat(heard.headers().firstValue("Content-Type"))
        .as(path)
        .contains(
            switch (kind) {
              case "js" -> "text/javascript; charset=utf-8";
              case "css" -> "text/css; charset=utf-8";
              default -> "text/html; charset=utf-8";
            });
    Matcher loaded = LOADED.matcher(path.contains("chart.umd") ? "" : heard.body());
    while (loaded.find() && depth < 3) {
      String next =
          loaded.group(1) != null ? loaded.group(1) : "/pages/" + loaded.group(2).substring(2);
      assertLoaded(next, depth + 1);
    }
  }

  @Test
  void aBrowserThatHasItIsToldSo() throws Exception {
    String tag = ask("GET", "/dashboard").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = ask("GET", "/dashboard", "If-None-Match", "\"old\", W/" + tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains(tag);
    assertThat(ask("GET", "/dashboard", "If-None-Match", "\"old\"").statusCode()).isEqualTo(200);
  }

  @Test
  void aHeadIsAnsweredWithoutTheBody() throws Exception {
    HttpResponse<String> heard = ask("HEAD", "/dashboard");

    assertThat(heard.statusCode()).isEqualTo(200);
    assertThat(heard.body()).isEmpty();
    assertThat(heard.headers().firstValue("ETag"))
        .isEqualTo(ask("GET", "/dashboard").headers().firstValue("ETag"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard/",
        "/dashboard/x",
        "/dashboard.html",
        "/pages",
        "/pages/",
        "/pages/dashboard.html",
        "/pages/package-info.class",
        "/pages/a/b",
        "/me.html/",
        "/webjars/chart.js/4.5.1/dist/chart.umd.min.js",
        "/webjars/chart.js/4.5.1/package.json"
      })
  void nothingElseIsThere(String path) throws Exception {
    HttpResponse<String> heard = ask("GET", path);

    assertThat(heard.statusCode()).isEqualTo(404);
    assertThat(heard.body()).startsWith("{\"code\":404,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dashboard", "/me.html", "/pages/dom.js"})
  void aPageIsReadOnly(String path) throws Exception {
    HttpResponse<String> heard = ask("DELETE", path);

    assertThat(heard.statusCode()).isEqualTo(405);
    assertThat(heard.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
  }

  private HttpResponse<String> ask(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
