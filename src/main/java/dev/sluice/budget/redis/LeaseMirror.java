package dev.sluice.budget.redis;

import dev.sluice.budget.Claim;
import dev.sluice.budget.Lease;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All open leases of all replicas, as the store told them, and over it what this replica has
 * reported and the store has not confirmed (law G2). Polls are answered from it while the store is
 * away, and a store that was wiped is told all of it again. As large as the store's leases.
 *
 * <p>Several threads may meet here.
 */
final class LeaseMirror {

  /** Texts of a lease: slot, team, state, age, time to check or end, owner, task, details. */
  static final int FIELDS = 8;

  private final String replica;
  private final Ticker ticker;
  private final Map<String, Mirrored> told = new LinkedHashMap<>();
  private final Map<String, Own> own = new HashMap<>();
  private final Map<String, String> slotOf = new HashMap<>();
  private long numbers;
  private @Nullable Set<String> listed;

  /** What this replica has done to a lease; {@code lease} is null where it has ended. */
  private record Own(long number, @Nullable Mirrored lease) {}

  /**
   * @param replica the id of this one
   */
  LeaseMirror(String replica, Ticker ticker) {
    this.replica = replica;
    this.ticker = ticker;
  }

  /** Everything is told from here on: what is not among it has ended. */
  synchronized void beginListing() {
    listed = new HashSet<>();
  }

  /**
   * Everything was told.
   *
   * @param complete whether the store knows all that is known here, so that the rest has ended
   */
  synchronized void endListing(boolean complete) {
    Set<String> seen = listed;
    listed = null;
    if (seen != null && complete) {
      List.copyOf(told.keySet()).stream().filter(slot -> !seen.contains(slot)).forEach(this::drop);
    }
  }

  synchronized boolean listing() {
    return listed != null;
  }

  /** Takes what changed in the store: leases, and slots that have ended. */
  synchronized void take(List<List<String>> changed) {
    long now = ticker.nanos();
    for (List<String> each : changed) {
      String slot = each.get(0);
      if (each.size() < FIELDS) {
        drop(slot);
      } else {
        put(Mirrored.of(each, now));
      }
      if (listed != null) {
        listed.add(slot);
      }
    }
  }

  /** A slot was granted to this replica. */
  synchronized void granted(Claim claim, long end) {
    if (!told.containsKey(claim.id())) {
      put(
          new Mirrored(
              claim.id(),
              claim.team(),
              Mirrored.GRANTED,
              ticker.nanos(),
              end,
              replica,
              "",
              claim.purpose()));
    }
  }

  /** This replica reports a binding; says by which number it is to be confirmed. */
  synchronized long bind(String slot, String task, String details, long nextCheck) {
    return change(
        slot,
        lease ->
            lease.state().equals(Mirrored.BOUND)
                ? lease
                : lease.bound(task, details, nextCheck, replica));
  }

  /** This replica reports that it does not know how a grant ended. */
  synchronized long unknown(String slot, long end) {
    return change(slot, lease -> granted(lease) ? lease.unknown(end) : lease);
  }

  /** This replica reports that a grant came to nothing; a bound lease stays. */
  synchronized long cancel(String slot) {
    Mirrored lease = find(slot);
    boolean unbound = lease != null && !lease.state().equals(Mirrored.BOUND);
    return unbound ? end(slot) : 0;
  }

  /** This replica reports that a lease has ended. */
  synchronized long end(String slot) {
    return put(slot, null);
  }

  /** The store has a report; what it says of the lease from now on counts. */
  synchronized void confirmed(String slot, long number, boolean done) {
    Own change = own.get(slot);
    if (change == null || change.number != number) {
      return;
    }
    own.remove(slot);
    if (change.lease == null) {
      drop(slot);
    } else if (done && told.containsKey(slot)) {
      put(change.lease);
    }
    index(slot);
  }

  /** A report will not be sent after all. */
  synchronized void withdrawn(String slot, long number) {
    Own change = own.get(slot);
    if (change != null && change.number == number) {
      own.remove(slot);
      forget(change.lease);
      index(slot);
    }
  }

  synchronized List<Lease> leases() {
    long now = ticker.nanos();
    return told.keySet().stream()
        .map(this::find)
        .filter(Objects::nonNull)
        .map(lease -> lease.lease(replica, now))
        .toList();
  }

  synchronized Optional<Lease> boundTo(String task) {
    return Optional.ofNullable(slotOf.get(task))
        .map(this::find)
        .filter(lease -> lease.state().equals(Mirrored.BOUND) && lease.task().equals(task))
        .map(lease -> lease.lease(replica, ticker.nanos()));
  }

  /** How many tasks lead to a slot. */
  synchronized int tasks() {
    return slotOf.size();
  }

  /** The slots of all leases now. */
  synchronized List<String> slots() {
    return List.copyOf(told.keySet());
  }

  /** Those of these leases that are still open, as texts. */
  synchronized List<String> texts(List<String> slots) {
    long now = ticker.nanos();
    List<String> texts = new ArrayList<>();
    for (String slot : slots) {
      Mirrored lease = find(slot);
      if (lease != null) {
        texts.addAll(lease.texts(now));
      }
    }
    return texts;
  }

  private long change(String slot, UnaryOperator<Mirrored> how) {
    Mirrored before = find(slot);
    return before == null ? 0 : put(slot, how.apply(before));
  }

  private long put(String slot, @Nullable Mirrored lease) {
    if (!told.containsKey(slot)) {
      return 0;
    }
    forget(find(slot));
    own.put(slot, new Own(++numbers, lease));
    index(slot);
    return numbers;
  }

  private void put(Mirrored lease) {
    told.put(lease.slot(), lease);
    index(lease.slot());
  }

  private void drop(String slot) {
    Mirrored here = find(slot);
    Mirrored gone = told.remove(slot);
    own.remove(slot);
    forget(gone);
    forget(here);
  }

  private void forget(@Nullable Mirrored lease) {
    if (lease != null) {
      slotOf.remove(lease.task(), lease.slot());
    }
  }

  private void index(String slot) {
    Mirrored lease = find(slot);
    if (lease != null && !lease.task().isEmpty()) {
      slotOf.put(lease.task(), slot);
    }
  }

  private @Nullable Mirrored find(String slot) {
    Own change = own.get(slot);
    return change == null ? told.get(slot) : change.lease;
  }

  private static boolean granted(Mirrored lease) {
    return lease.state().equals(Mirrored.GRANTED);
  }
}
