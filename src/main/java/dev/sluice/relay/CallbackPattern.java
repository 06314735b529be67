package dev.sluice.relay;

import dev.sluice.team.Glob;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of a team's {@code callbacks}: scheme, host, port and path, each with {@code *} for any run
 * of characters within it, such as {@code https://*.marketing.example.com/*} or {@code
 * http://*.marketing.svc:*}{@code /*}.
 *
 * <p>A missing port is the scheme's default; a missing path is any path; a query goes with any path
 * unless the pattern names one. A host that starts like an address ({@code 10.*}, {@code [fd00:*]})
 * stands for addresses only, compared with their plain spelling.
 *
 * @param scheme {@code http}, {@code https} or {@code *}
 * @param host in lower case, without brackets
 * @param ofAddresses whether it stands for addresses only
 * @param port digits, {@code *}, or empty for the default
 * @param path from its slash on; empty for any
 */
record CallbackPattern(String scheme, Glob host, boolean ofAddresses, String port, String path) {

  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>https?|\\*)://(?<host>[a-z0-9.*-]+|\\[[0-9a-f:.*]+])(:(?<port>\\d{1,5}|\\*))?(?<path>/[!-~&&[^#]]*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}\\.[\\d.*]+|[0-9a-f]{1,4}:.*|::.*");

  static Optional<CallbackPattern> parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      return Optional.empty();
    }
    String host = Target.plain(form.group("host"));
    return Optional.of(
        new CallbackPattern(
            form.group("scheme").toLowerCase(Locale.ROOT),
            new Glob(IpAddress.parse(host).map(IpAddress::text).orElse(host)),
            ADDRESS.matcher(host).matches(),
            form.group("port") == null ? "" : form.group("port"),
            form.group("path") == null ? "" : form.group("path")));
  }

  /** Whether the target is one of those that the pattern stands for. */
  boolean matches(Target target) {
    return (scheme.equals("*") || scheme.equals(target.scheme()))
        && (!ofAddresses || target.address().isPresent())
        && host.matches(target.host())
        && portMatches(target)
        && pathMatches(target);
  }

  /**
   * Whether the target is meant by it, and not just caught by a wide wildcard: an address by a
   * pattern of addresses, a name by a pattern whose last label is not all wildcard.
   */
  boolean names(Target target) {
    String lastLabel = host.pattern().substring(host.pattern().lastIndexOf('.') + 1);
    boolean meant =
        target.address().isPresent()
            ? ofAddresses
            : lastLabel.chars().anyMatch(letter -> letter != '*');
    return meant && matches(target);
  }

  private boolean portMatches(Target target) {
    return switch (port) {
      case "*" -> true;
      case "" -> target.port() == Target.defaultPort(target.scheme());
      default -> target.port() == Integer.parseInt(port);
    };
  }

  private boolean pathMatches(Target target) {
    String asked = path.indexOf('?') < 0 ? target.path() : target.path() + target.query();
    return path.isEmpty() || new Glob(path).matches(asked);
  }
}
