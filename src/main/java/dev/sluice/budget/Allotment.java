package dev.sluice.budget;

import dev.sluice.budget.Claim.Need;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order in which one decision serves its claims (laws L4, L6, S9).
 *
 * <p>Contenders are the teams of these claims, and the teams with live demand that ask by another
 * call: for those a token and a slot are set aside, as many as they went without, as long as no
 * token is lost by it. Guaranteed tokens are taken first; of an exact log (law L10) the first is
 * whose guarantee has been left unused the longest, and of what is idle the guarantees of those
 * that ask by another call are kept for them. An idle token goes to the contender that is furthest
 * behind in virtual time; of those that are equally far behind first to who needs no slot, then to
 * who asks by this call, then by name. Of one team's claims those that need no slot, or hold it
 * already, come first. Where fewer slots are free than wanted, only the contender whose turn it is
 * by the sharing of slots may take one.
 */
final class Allotment {

  private final RateBook rate;
  private final SlotShares shares;
  private final Bookings tokenBookings;
  private final long now;
  private final boolean exact;
  private final Map<Demand.Key, Contender> contenders = new LinkedHashMap<>();
  private int tokensSetAside;

  /** One team that wants one kind of thing. */
  static final class Contender {
    final Demand.Key key;
    final ArrayDeque<Claim> claims = new ArrayDeque<>();
    private int asked;
    private int expected;
    private double setAside;

    private Contender(Demand.Key key) {
      this.key = key;
    }

    String team() {
      return key.team();
    }

    /** Claims of this decision that were served. */
    int granted() {
      return asked - claims.size();
    }

    private boolean wantsSlot() {
      return key.need() == Need.TOKEN_AND_SLOT;
    }

    private boolean wants() {
      return !claims.isEmpty() || expected > 0;
    }
  }

  /** A claim whose turn it is. */
  record Pick(Claim claim, boolean guaranteed) {}

  Allotment(RateBook rate, SlotShares shares, Bookings tokenBookings, long now) {
    this.rate = rate;
    this.shares = shares;
    this.tokenBookings = tokenBookings;
    this.now = now;
    this.exact = rate.exact();
  }

  /** Adds a claim of this decision. */
  void add(Claim claim) {
    Contender contender = contender(new Demand.Key(claim.team(), claim.need()));
    contender.claims.add(claim);
    contender.asked++;
  }

  /** Adds live demand that asks by another call. */
  void expect(Demand.Key key, int claims) {
    Contender contender = contender(key);
    if (contender.asked == 0) {
      contender.expected = claims;
    }
  }

  /** Everyone with claims, those left without among them. */
  Collection<Contender> contenders() {
    List<Contender> asking = new ArrayList<>();
    for (Contender contender : contenders.values()) {
      if (contender.asked > 0) {
        asking.add(contender);
      }
    }
    return asking;
  }

  /** Takes the token of the next claim to be served; empty where nobody can be served now. */
  Optional<Pick> next() {
    Optional<Contender> slotTurn = slotTurn();
    Optional<Pick> guaranteed = exact ? guaranteedMostBehind(slotTurn) : guaranteed(slotTurn);
    if (guaranteed.isPresent()) {
      return guaranteed;
    }
    double idle = rate.idle() - (exact ? keptForAbsent(slotTurn) : 0);
    boolean absentToo = !rate.overflowing();
    while (true) {
      Contender behind = furthestBehind(idle - tokensSetAside, slotTurn, absentToo);
      if (behind == null) {
        return Optional.empty();
      }
      if (!behind.claims.isEmpty()) {
        rate.takeIdle(behind.team(), tokenBookings.redeem(behind.team(), now));
        return Optional.of(new Pick(behind.claims.poll(), false));
      }
      setAside(behind);
      slotTurn = slotTurn();
    }
  }

  private Optional<Pick> guaranteed(Optional<Contender> slotTurn) {
    for (boolean withSlot : new boolean[] {false, true}) {
      for (Contender each : contenders.values()) {
        if (each.wantsSlot() == withSlot
            && !each.claims.isEmpty()
            && mayTake(each, slotTurn)
            && rate.takeGuaranteed(each.team())) {
          return Optional.of(new Pick(each.claims.poll(), true));
        }
      }
    }
    return Optional.empty();
  }

  /** Of an exact log. A token that was promised to another is left to it. */
  private Optional<Pick> guaranteedMostBehind(Optional<Contender> slotTurn) {
    double room = rate.idle();
    Contender first = null;
    double most = 0;
    for (Contender each : contenders.values()) {
      if (!each.claims.isEmpty()
          && rate.ownTokens(each.team()) >= 1
          && mayTake(each, slotTurn)
          && room - tokenBookings.keptFromOthers(each.team(), now) >= 1) {
        double unused = rate.unused(each.team());
        if (first == null
            || unused > most
            || unused == most && first.wantsSlot() && !each.wantsSlot()) {
          first = each;
          most = unused;
        }
      }
    }
    if (first == null || !rate.takeGuaranteed(first.team())) {
      return Optional.empty();
    }
    tokenBookings.redeem(first.team(), now);
    return Optional.of(new Pick(first.claims.poll(), true));
  }

  /** Tokens of their guarantees for those that want some and ask by another call. */
  private long keptForAbsent(Optional<Contender> slotTurn) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    for (Contender each : contenders.values()) {
      if (each.asked == 0 && each.expected > 0 && mayTake(each, slotTurn)) {
        wanted.merge(each.team(), each.expected, Integer::sum);
      }
    }
    long kept = 0;
    for (Map.Entry<String, Integer> each : wanted.entrySet()) {
      kept += Math.min(rate.ownTokens(each.getKey()), each.getValue());
    }
    return kept;
  }

  /** Whether a contender is left without because of the slots, and not of the rate. */
  boolean wantsForSlots(Contender contender) {
    return contender.wantsSlot() && !mayTake(contender, slotTurn());
  }

  private Contender contender(Demand.Key key) {
    return contenders.computeIfAbsent(key, Contender::new);
  }

  private @Nullable Contender furthestBehind(
      double idle, Optional<Contender> slotTurn, boolean absentToo) {
    Contender best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Contender each : contenders.values()) {
      if ((absentToo ? each.wants() : !each.claims.isEmpty())
          && mayTake(each, slotTurn)
          && idle - tokenBookings.keptFromOthers(each.team(), now) >= 1) {
        double virtual =
            tokenBookings.keptFor(each.team(), now) ? Double.NEGATIVE_INFINITY : virtual(each);
        if (best == null
            || virtual < least
            || virtual == least && best.wantsSlot() && !each.wantsSlot()) {
          best = each;
          least = virtual;
        }
      }
    }
    return best;
  }

  private boolean mayTake(Contender each, Optional<Contender> slotTurn) {
    if (!each.wantsSlot()) {
      return true;
    }
    return shares.barredBy(each.team()).isEmpty()
        && shares.grantable(each.team(), now)
        && (slotTurn.isEmpty() || slotTurn.get() == each);
  }

  /** Whose turn it is for a slot; empty where there are enough for everybody who wants one. */
  private Optional<Contender> slotTurn() {
    while (true) {
      int wanted = 0;
      Contender first = null;
      for (Contender each : contenders.values()) {
        if (each.wantsSlot() && each.wants() && shares.barredBy(each.team()).isEmpty()) {
          wanted += each.claims.size() + each.expected;
          if (shares.grantable(each.team(), now) && (first == null || comesBefore(each, first))) {
            first = each;
          }
        }
      }
      if (first == null || wanted <= shares.free()) {
        return Optional.empty();
      }
      if (!first.claims.isEmpty()) {
        return Optional.of(first);
      }
      setAside(first);
    }
  }

  /**
   * By rank; of those that are equal the one that is further behind in virtual time, so that where
   * there are more teams than slots each has its turn.
   */
  private boolean comesBefore(Contender one, Contender other) {
    double rank = shares.rank(one.team());
    double others = shares.rank(other.team());
    return rank < others || rank == others && virtual(one) < virtual(other);
  }

  private double virtual(Contender each) {
    return rate.virtual(each.team()) + each.setAside;
  }

  private void setAside(Contender absent) {
    absent.expected--;
    absent.setAside += 1 / rate.weight(absent.team());
    tokensSetAside++;
    if (absent.wantsSlot()) {
      shares.reserve(absent.team());
    }
  }
}
