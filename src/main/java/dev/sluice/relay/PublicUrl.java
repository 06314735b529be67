package dev.sluice.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads under which address upstreams reach this gateway. */
final class PublicUrl {

  static final String ALLOWED =
      "an http or https URL of a host and, where a proxy cuts it off, a prefix of paths,"
          + " without user, query and fragment, at most 256 characters";

  private static final int MOST = 256;
  private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

  private PublicUrl() {}

  /** The address without a slash at its end; empty where the text is not allowed. */
  static Optional<String> parse(String text) {
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
        text.length() <= MOST
            && (scheme.equals("http") || scheme.equals("https"))
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getPort() != 0
            && url.getPort() <= 65535
            && PLAIN_PATH.matcher(path).matches()
            && url.normalize().equals(url);
    return allowed
        ? Optional.of("%s://%s%s".formatted(scheme, url.getRawAuthority(), path))
        : Optional.empty();
  }
}
