package dev.sluice.admin;

import dev.sluice.time.Ticker;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who showed wrong keys, by address; of IPv6 the first 64 bits, which is what one customer has.
 *
 * <p>After {@value #MOST} wrong keys in a minute an address has to wait for a minute. While more
 * than {@value #MOST_OF_ALL} were wrong in a minute from all together, one is enough. Whoever has
 * shown no wrong key never waits, however many others do.
 *
 * <p>Confessed: of {@value #ADDRESSES} addresses more than that guess at once, the earliest are
 * forgotten; and who sits behind the same proxy is the same address.
 */
final class WrongKeys {

  /** Wrong keys of one address in a minute. */
  static final int MOST = 10;

  /** Wrong keys of all addresses in a minute. */
  static final int MOST_OF_ALL = 300;

  /** How many addresses are remembered. */
  static final int ADDRESSES = 10_000;

  /** The minute, and the wait. */
  static final Duration MINUTE = Duration.ofMinutes(1);

  private final Ticker ticker;
  private final Spell all;
  private final Map<String, Spell> byAddress =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Spell> eldest) {
          return size() > ADDRESSES;
        }
      };

  /** Wrong keys since some moment, and of these those that the log was not told of. */
  private static final class Spell {
    private long since;
    private int wrong;
    private long last;
    private long told;
    private int untold;

    private Spell(long now) {
      since = now;
      last = now;
      told = now - MINUTE.toNanos();
    }

    private void count(long now, int most) {
      if (now - since >= MINUTE.toNanos() && (wrong < most || now - last >= MINUTE.toNanos())) {
        since = now;
        wrong = 0;
      }
      wrong++;
      last = now;
    }

    /** How long it is still since the last until a minute has passed. */
    private long left(long now) {
      return last + MINUTE.toNanos() - now;
    }
  }

  WrongKeys(Ticker ticker) {
    this.ticker = ticker;
    this.all = new Spell(ticker.nanos());
  }

  /** How long this address has to wait; empty where it need not. */
  synchronized Optional<Duration> mustWait(String address) {
    Spell spell = byAddress.get(network(address));
    long now = ticker.nanos();
    if (spell == null || spell.left(now) <= 0 || spell.wrong < (crowded(now) ? 1 : MOST)) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(spell.left(now)));
  }

  /**
   * One more wrong key.
   *
   * @return how many the log has to tell of; empty where it told of this address in this minute
   */
  synchronized Optional<Integer> note(String address) {
    long now = ticker.nanos();
    all.count(now, Integer.MAX_VALUE);
    Spell spell = byAddress.computeIfAbsent(network(address), fresh -> new Spell(now));
    spell.count(now, MOST);
    spell.untold++;
    if (now - spell.told < MINUTE.toNanos()) {
      return Optional.empty();
    }
    int times = spell.untold;
    spell.told = now;
    spell.untold = 0;
    return Optional.of(times);
  }

  /** How many addresses are remembered now. */
  synchronized int size() {
    return byAddress.size();
  }

  private boolean crowded(long now) {
    return all.wrong >= MOST_OF_ALL && now - all.since < MINUTE.toNanos();
  }

  /** The address itself, or the first half of one of IPv6 that stands for none of IPv4. */
  static String network(String address) {
    byte[] bytes =
        address.indexOf(':') < 0 ? null : NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null || bytes.length != 16) {
      return address;
    }
    boolean mapped = true;
    for (int i = 0; i < 12; i++) {
      mapped &= bytes[i] == (i < 10 ? 0 : (byte) 0xff);
    }
    return Arrays.toString(mapped ? bytes : Arrays.copyOf(bytes, 8));
  }
}
