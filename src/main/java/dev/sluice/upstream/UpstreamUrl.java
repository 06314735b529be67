package dev.sluice.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads an upstream's address. */
final class UpstreamUrl {

  static final String ALLOWED =
      "an http or https URL of a host and, where needed, a prefix before /api/v1,"
          + " without user, query and fragment";

  private static final String VENDOR_BASE = "/api/v1";
  private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

  private UpstreamUrl() {}

  /** The base of all paths, without a slash at its end; empty where the text is not allowed. */
  static Optional<URI> parse(String text) {
    URI url;
    try {
      url = new URI(text).parseServerAuthority();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String path = prefix(url);
    boolean allowed =
        ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getPort() != 0
            && url.getPort() <= 65535
            && PLAIN_PATH.matcher(path).matches()
            && url.normalize().equals(url);
    return allowed
        ? Optional.of(
            URI.create(
                "%s://%s%s"
                    .formatted(
                        url.getScheme().toLowerCase(java.util.Locale.ROOT),
                        url.getRawAuthority(),
                        path)))
        : Optional.empty();
  }

  /** A parsed base with its port in words, so that two spellings of one address are equal. */
  static URI withPort(URI base) {
    if (base.getPort() >= 0) {
      return base;
    }
    int port = "https".equals(base.getScheme()) ? 443 : 80;
    return URI.create(
        "%s://%s:%d%s".formatted(base.getScheme(), base.getHost(), port, base.getRawPath()));
  }

  private static String prefix(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return path.endsWith(VENDOR_BASE)
        ? path.substring(0, path.length() - VENDOR_BASE.length())
        : path;
  }
}
