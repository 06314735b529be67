package dev.sluice.upstream;

import dev.sluice.settings.PlainUrl;
import java.net.URI;
import java.util.Optional;

/** Reads an upstream's address. */
final class UpstreamUrl {

  static final String ALLOWED =
      "an http or https URL of a host and, where needed, a prefix before /api/v1,"
          + " without user, query and fragment";

  private static final String VENDOR_BASE = "/api/v1";

  private UpstreamUrl() {}

  /** The base of all paths, without a slash at its end; empty where the text is not allowed. */
  static Optional<URI> parse(String text) {
    return PlainUrl.read(text).map(UpstreamUrl::base);
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

  private static URI base(URI url) {
    String whole = url.toString();
    return url.getRawPath().endsWith(VENDOR_BASE)
        ? URI.create(whole.substring(0, whole.length() - VENDOR_BASE.length()))
        : url;
  }
}
