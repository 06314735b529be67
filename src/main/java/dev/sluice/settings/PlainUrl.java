package dev.sluice.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads addresses that configuration names: http or https, a host, and a plain path. */
public final class PlainUrl {

  private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

  private PlainUrl() {}

  /**
   * The address with its scheme in lower case and without a slash at its end; empty where the text
   * is no such address, has a user, a query or a fragment, or a path with other characters than
   * letters, digits, {@code .}, {@code _}, {@code ~} and {@code -}, or with dot segments.
   */
  public static Optional<URI> read(String text) {
    URI url;
    try {
      url = new URI(text).parseServerAuthority();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    String raw = url.getRawPath() == null ? "" : url.getRawPath();
    String path = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    boolean allowed =
        (scheme.equals("http") || scheme.equals("https"))
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getPort() != 0
            && url.getPort() <= 65535
            && PLAIN_PATH.matcher(path).matches()
            && url.normalize().equals(url);
    return allowed
        ? Optional.of(URI.create("%s://%s%s".formatted(scheme, url.getRawAuthority(), path)))
        : Optional.empty();
  }
}
