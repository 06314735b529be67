package dev.sluice.relay;

import java.util.List;
import java.util.Optional;

/**
 * Decides which URLs a team may have called.
 *
 * <p>Never: what the operator denies, link-local, metadata, unspecified, multicast and reserved
 * addresses, in whatever IPv6 form they are wrapped, and the names of metadata servers and of the
 * cluster's API server. Loopback only where the operator allows it. Private addresses and internal
 * names only where one of the team's patterns names them. Where the team has patterns, one must
 * match.
 *
 * <p>It resolves nothing. A URL is judged as it is written when a team names it ({@link
 * #objection}), and again at each delivery, then with every address that its host leads to ({@link
 * #reachable}): a public name may lead to a private address, and to another one tomorrow.
 */
final class TargetGuard {

  private final TargetRules rules;

  TargetGuard(TargetRules rules) {
    this.rules = rules;
  }

  /**
   * What stands in the way of this URL, as the rest of a sentence that begins with the member's
   * name; empty where it is allowed.
   *
   * @param callbacks the team's patterns; empty for any public address
   */
  Optional<String> objection(String url, List<String> callbacks) {
    Target.Reading reading = Target.read(url);
    return reading
        .target()
        .map(target -> objection(target, callbacks))
        .orElseGet(() -> Optional.of(reading.objection()));
  }

  /**
   * Those of a host's addresses to which the target may be called, in their order. Private ones
   * only where one of the team's patterns names the host.
   *
   * @param target one without an objection
   * @param callbacks the team's patterns
   */
  List<IpAddress> reachable(Target target, List<IpAddress> addresses, List<String> callbacks) {
    boolean named =
        callbacks.stream()
            .map(CallbackPattern::parse)
            .flatMap(Optional::stream)
            .anyMatch(pattern -> pattern.names(target));
    return addresses.stream()
        .filter(
            address ->
                !denied(address)
                    && switch (address.reach()) {
                      case PUBLIC -> true;
                      case PRIVATE -> named;
                      case LOOPBACK -> rules.allowLoopback();
                      case NEVER -> false;
                    })
        .toList();
  }

  private Optional<String> objection(Target target, List<String> callbacks) {
    Reach reach = target.reach();
    if (denied(target)) {
      return Optional.of("names a host that this gateway's configuration denies");
    }
    if (reach == Reach.NEVER) {
      return Optional.of(
          "names a link-local, metadata, multicast or reserved address, which is never called");
    }
    if (reach == Reach.LOOPBACK && !rules.allowLoopback()) {
      return Optional.of("names a loopback address, which this gateway does not allow");
    }
    List<CallbackPattern> patterns =
        callbacks.stream().map(CallbackPattern::parse).flatMap(Optional::stream).toList();
    if (!callbacks.isEmpty() && patterns.stream().noneMatch(p -> p.matches(target))) {
      return Optional.of("matches none of the team's callback patterns");
    }
    if (reach == Reach.PRIVATE && patterns.stream().noneMatch(p -> p.names(target))) {
      return Optional.of(
          "names a private address or an internal name, which one of the team's callback patterns"
              + " must name");
    }
    return Optional.empty();
  }

  private boolean denied(Target target) {
    return rules.deniedHosts().stream().anyMatch(glob -> glob.matches(target.host()))
        || target.address().filter(this::denied).isPresent();
  }

  private boolean denied(IpAddress address) {
    return rules.deniedRanges().stream().anyMatch(range -> range.contains(address))
        || address.embedded().filter(this::denied).isPresent();
  }
}
