package dev.sluice.relay;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a host's name alone tells. Nothing is resolved: a public name that leads to a private
 * address is found out where it is called.
 */
final class HostName {

  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  /**
   * A last label that makes clients read the host as an IPv4 address in some spelling, such as
   * {@code 2130706433}, {@code 0177.0.0.1} or {@code 0x7f.1} (WHATWG URL, "ends in a number").
   */
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

  private static final Set<String> LOOPBACK =
      Set.of("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback");

  private static final Set<String> NEVER =
      Set.of(
          "metadata",
          "metadata.google.internal",
          "metadata.goog",
          "instance-data",
          "instance-data.ec2.internal",
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc");

  private static final List<String> INTERNAL =
      List.of(
          ".local",
          ".internal",
          ".svc",
          ".localdomain",
          ".lan",
          ".intranet",
          ".corp",
          ".home",
          ".home.arpa");

  private HostName() {}

  /** Whether this is a name, in lower case, that no client takes for an address. */
  static boolean valid(String host) {
    return host.length() <= 253 && NAME.matcher(host).matches() && !NUMBER.matcher(host).matches();
  }

  /** Who a valid name is likely to belong to. */
  static Reach reach(String host) {
    if (NEVER.contains(host) || host.startsWith("kubernetes.default.svc.")) {
      return Reach.NEVER;
    }
    if (LOOPBACK.contains(host) || host.endsWith(".localhost")) {
      return Reach.LOOPBACK;
    }
    return host.indexOf('.') < 0 || INTERNAL.stream().anyMatch(host::endsWith)
        ? Reach.PRIVATE
        : Reach.PUBLIC;
  }
}
