package dev.sluice.relay;

import java.util.List;
import java.util.Optional;

/**
 * The addresses that are not just anybody's, after IANA's registries of special-purpose addresses,
 * with the clouds' metadata addresses. Ranges for documentation count as public: nobody lives
 * there.
 */
final class SpecialRanges {

  private static final List<Cidr> NEVER =
      ranges(
          "0.0.0.0/8", // "this network", the unspecified address among it
          "169.254.0.0/16", // link-local, 169.254.169.254 among it
          "192.0.0.0/24", // protocol assignments, Oracle's metadata 192.0.0.192 among them
          "100.100.100.200", // Alibaba's metadata
          "168.63.129.16", // Azure's platform
          "224.0.0.0/4", // multicast
          "240.0.0.0/4", // reserved, the broadcast address among it
          "::", // unspecified
          "100::/64", // discard
          "64:ff9b:1::/48", // local translation: who knows where to
          "2001::/32", // Teredo
          "fe80::/10", // link-local
          "ff00::/8", // multicast
          "fd00:ec2::254", // Amazon's metadata
          "fd20:ce::254"); // Google's metadata

  private static final List<Cidr> LOOPBACK = ranges("127.0.0.0/8", "::1");

  private static final List<Cidr> PRIVATE =
      ranges(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10", // carrier-grade NAT, the pods of some clusters
          "198.18.0.0/15", // benchmarking
          "fc00::/7", // unique local
          "fec0::/10"); // site-local

  private static final List<Cidr> EMBED_LAST =
      ranges(
          "::ffff:0:0/96", // IPv4-mapped
          "::/96", // IPv4-compatible
          "::ffff:0:0:0/96", // translated (SIIT)
          "64:ff9b::/96"); // NAT64

  private static final Cidr SIX_TO_FOUR = Cidr.of("2002::/16");

  private SpecialRanges() {}

  /** Who lives at this very address, whatever it embeds. */
  static Reach reach(IpAddress address) {
    if (in(NEVER, address)) {
      return Reach.NEVER;
    }
    if (in(LOOPBACK, address)) {
      return Reach.LOOPBACK;
    }
    return in(PRIVATE, address) ? Reach.PRIVATE : Reach.PUBLIC;
  }

  /** Where the IPv4 address begins in the bytes of an IPv6 one; empty where there is none. */
  static Optional<Integer> embeddedAt(IpAddress address) {
    if (in(LOOPBACK, address)) {
      return Optional.empty();
    }
    if (in(EMBED_LAST, address)) {
      return Optional.of(12);
    }
    return SIX_TO_FOUR.contains(address) ? Optional.of(2) : Optional.empty();
  }

  private static boolean in(List<Cidr> ranges, IpAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static List<Cidr> ranges(String... texts) {
    return List.of(texts).stream().map(Cidr::of).toList();
  }
}
