package dev.sluice.dashboard;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The pages, with their scripts and styles: read once, from the jar. */
@Singleton
final class Pages {

  static final String DASHBOARD = "dashboard.html";
  static final String ME = "me.html";

  private static final List<String> ASSETS =
      List.of(
          "page.css",
          "dashboard.css",
          "dashboard.js",
          "me.js",
          "actions.js",
          "audit.js",
          "charts.js",
          "deferred.js",
          "deliveries.js",
          "dialog.js",
          "dom.js",
          "events.js",
          "figures.js",
          "format.js",
          "history.js",
          "keys.js",
          "now.js",
          "paged.js",
          "session.js",
          "slots.js",
          "table.js",
          "tasks.js",
          "usage.js");

  private static final String CHARTS = "chart.umd.min.js";
  private static final String CHARTS_JAR =
      "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8");

  private final PageFile dashboard = file(DASHBOARD, DASHBOARD);
  private final PageFile me = file(ME, ME);
  private final Map<String, PageFile> assets = new HashMap<>();

  Pages() {
    ASSETS.forEach(name -> assets.put(name, file(name, name)));
    assets.put(
        CHARTS,
        file(
            CHARTS, "/META-INF/resources/webjars/chart.js/%s/dist/%s".formatted(charts(), CHARTS)));
  }

  PageFile dashboard() {
    return dashboard;
  }

  PageFile me() {
    return me;
  }

  /** A script or a style of the pages; empty for every other name. */
  Optional<PageFile> asset(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  private static PageFile file(String name, String place) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("no media type is known for " + name);
    }
    return new PageFile(type, read(place));
  }

  /** The version of the charts, as their jar says it. */
  private static String charts() {
    try (InputStream in = open(CHARTS_JAR)) {
      Properties told = new Properties();
      told.load(in);
      return told.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(String place) {
    try (InputStream in = open(place)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String place) throws IOException {
    InputStream in = Pages.class.getResourceAsStream(place);
    if (in == null) {
      throw new IOException("the jar has no " + place);
    }
    return in;
  }
}
