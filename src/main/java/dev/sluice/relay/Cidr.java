package dev.sluice.relay;

import java.util.Optional;

/**
 * A range of addresses.
 *
 * @param base an address in it
 * @param bits how many leading bits all its addresses share
 */
record Cidr(IpAddress base, int bits) {

  /** The range of this text: {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address. */
  static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    Optional<IpAddress> base = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (base.isEmpty() || slash < 0) {
      return base.map(address -> new Cidr(address, address.length() * 8));
    }
    String bits = text.substring(slash + 1);
    return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= base.get().length() * 8
        ? base.map(address -> new Cidr(address, Integer.parseInt(bits)))
        : Optional.empty();
  }

  /**
   * @throws IllegalArgumentException where the text is no range
   */
  static Cidr of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no range: " + text));
  }

  /** Whether the address is of the same family and shares the leading bits. */
  boolean contains(IpAddress address) {
    if (address.length() != base.length()) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address.at(i) != base.at(i)) {
        return false;
      }
    }
    int rest = 8 - bits % 8;
    return rest == 8 || address.at(whole) >> rest == base.at(whole) >> rest;
  }
}
