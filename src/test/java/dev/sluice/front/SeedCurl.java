package dev.sluice.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of the vendor's own pages, letter for letter. A team that comes to the gateway changes
 * three things in it: the base URL, the key, and where callbacks go.
 *
 * @param text as a shell reads it
 */
record SeedCurl(String text) {

  private static final Pattern URL = Pattern.compile("https?://[^\\s\"]+/api/v1/[^\\s\"]+");
  private static final Pattern KEY = Pattern.compile("Bearer ([^\"]+)\"");
  private static final Pattern BODY = Pattern.compile("-d '(.*)'", Pattern.DOTALL);

  /** The command of this name, as the vendor has it. */
  static SeedCurl of(String name) {
    try (InputStream in = SeedCurl.class.getResourceAsStream("/seeds/" + name + ".curl")) {
      return new SeedCurl(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with another base URL and another key. */
  SeedCurl at(URI gateway, String key) {
    return new SeedCurl(
        text.replace("https://api.apixo.ai/", gateway + "/").replace("YOUR_API_KEY", key));
  }

  /** The same with callbacks to another host. */
  SeedCurl callingBack(URI receiver) {
    return new SeedCurl(text.replace("https://your-server.com/", receiver + "/"));
  }

  /** The same asking for another task. */
  SeedCurl askingFor(String taskId) {
    return new SeedCurl(text.replace("task_12345678", taskId));
  }

  URI url() {
    return URI.create(found(URL, 0));
  }

  /** The path and the query. */
  String target() {
    URI url = url();
    return url.getRawQuery() == null
        ? url.getRawPath()
        : url.getRawPath() + "?" + url.getRawQuery();
  }

  String key() {
    return found(KEY, 1);
  }

  /** What stands between the quotes of {@code -d}, in UTF-8. */
  byte[] body() {
    return found(BODY, 1).getBytes(StandardCharsets.UTF_8);
  }

  private String found(Pattern pattern, int group) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return matcher.group(group);
  }
}
