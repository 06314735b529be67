package dev.sluice.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a callback is to go: an absolute http or https URL, taken apart.
 *
 * <p>What two readers of URLs could read differently is not read at all: other characters than
 * ASCII, user info, a fragment, dot segments, odd spellings of addresses.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case, without brackets and without the root's dot
 * @param address the address, where the host is one
 * @param port the port in effect
 * @param path at least {@code /}, as it was written
 * @param query with its question mark, as it was written; empty where there is none
 */
record Target(
    String scheme, String host, Optional<IpAddress> address, int port, String path, String query) {

  /** The longest URL that is read, in characters. */
  static final int MAX_LENGTH = 2048;

  /** What reading a URL came to. */
  record Reading(Optional<Target> target, String objection) {}

  static Reading read(String url) {
    if (url.length() > MAX_LENGTH) {
      return no("must not be longer than " + MAX_LENGTH + " characters");
    }
    if (!url.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      return no("must be an absolute URL in plain ASCII, without spaces");
    }
    try {
      return read(new URI(url));
    } catch (URISyntaxException e) {
      return no("is not a valid URL");
    }
  }

  private static Reading read(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return no("must be an absolute http or https URL");
    }
    if (uri.getRawAuthority() == null) {
      return no("must name a host");
    }
    if (uri.getRawAuthority().indexOf('@') >= 0) {
      return no("must not carry a user name or password");
    }
    if (uri.getRawFragment() != null) {
      return no("must not have a fragment");
    }
    if (uri.getHost() == null) {
      return no("must name a valid host");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65535) {
      return no("must name a port from 1 to 65535");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return hasDotSegments(path)
        ? no("must not have dot segments in its path")
        : read(uri, scheme, path);
  }

  private static Reading read(URI uri, String scheme, String path) {
    String host = plain(uri.getHost());
    Optional<IpAddress> address = IpAddress.parse(host);
    if (address.isEmpty() && !HostName.valid(host)) {
      return no("must name a host by its name or by a plainly spelt address");
    }
    int port = uri.getPort() < 0 ? defaultPort(scheme) : uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new Reading(
        Optional.of(
            new Target(
                scheme, address.map(IpAddress::text).orElse(host), address, port, path, query)),
        "");
  }

  static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /** A host in lower case, without brackets and without the root's dot. */
  static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** The host as it stands in a URL and in {@code Host}: IPv6 in brackets. */
  String urlHost() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /** Whether the port in effect is the scheme's own. */
  boolean usualPort() {
    return port == defaultPort(scheme);
  }

  /** Who lives there. */
  Reach reach() {
    return address.map(IpAddress::reach).orElseGet(() -> HostName.reach(host));
  }

  private static boolean hasDotSegments(String path) {
    String decoded =
        path.toLowerCase(Locale.ROOT).replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    for (String segment : decoded.split("/")) {
      if (segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static Reading no(String objection) {
    return new Reading(Optional.empty(), objection);
  }
}
