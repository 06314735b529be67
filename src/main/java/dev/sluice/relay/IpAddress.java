package dev.sluice.relay;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address, read from its one plain spelling and never resolved: four decimal numbers without
 * leading zeros, or IPv6 without a zone. A dotted tail is read in mapped and compatible addresses
 * only, and a compatible one written that way is taken for a mapped one.
 */
final class IpAddress {

  private static final String PART = "(0|[1-9]\\d{0,2})";
  private static final Pattern DOTTED = Pattern.compile(PART + "(\\." + PART + "){3}");
  private static final Pattern V6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The address of this text, an IPv6 one without brackets; empty for everything else. */
  static Optional<IpAddress> parse(String text) {
    boolean plain =
        text.indexOf(':') < 0
            ? DOTTED.matcher(text).matches()
            : V6_CHARACTERS.matcher(text).matches();
    return plain
        ? Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(text)).map(IpAddress::new)
        : Optional.empty();
  }

  int length() {
    return bytes.length;
  }

  int at(int index) {
    return bytes[index] & 0xFF;
  }

  /** The plain spelling, in lower case (RFC 5952 for IPv6). */
  String text() {
    return NetUtil.bytesToIpAddress(bytes);
  }

  /** The IPv4 address inside of this one, where it is mapped, compatible, translated or 6to4. */
  Optional<IpAddress> embedded() {
    return SpecialRanges.embeddedAt(this)
        .map(offset -> new IpAddress(Arrays.copyOfRange(bytes, offset, offset + 4)));
  }

  /** Who lives there; of an address within an address the more guarded counts. */
  Reach reach() {
    Reach own = SpecialRanges.reach(this);
    return embedded().map(IpAddress::reach).map(own::orWorse).orElse(own);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress same && Arrays.equals(bytes, same.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
