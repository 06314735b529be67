package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.State;
import dev.sluice.deferral.MemoryDeferrals.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What replicas have claimed, and until when. Not for several threads. */
final class MemoryOwners {

  private final Map<String, Owner> owners = new TreeMap<>();

  private static final class Owner {
    private final Map<String, Entry> claims = new HashMap<>();
    private long until;
  }

  /** It has said that it lives. */
  void alive(String owner, long untilMillis) {
    owners.computeIfAbsent(owner, unused -> new Owner()).until = untilMillis;
  }

  /** It has this entry from now on. */
  void take(String owner, Entry entry) {
    release(entry);
    entry.owner = owner;
    Owner of = owners.get(owner);
    if (of != null) {
      of.claims.put(entry.submit.id(), entry);
    }
  }

  /** Nobody has it. */
  void release(Entry entry) {
    Owner of = owners.get(entry.owner);
    if (of != null) {
      of.claims.remove(entry.submit.id());
    }
    entry.owner = "";
  }

  /** What an owner has. */
  List<Entry> of(String owner) {
    Owner of = owners.get(owner);
    return of == null ? List.of() : List.copyOf(of.claims.values());
  }

  /** How many of a team it is the one that may send. */
  long of(String owner, String team) {
    return of(owner).stream()
        .filter(entry -> entry.state == State.CLAIMED && entry.submit.team().equals(team))
        .count();
  }

  /** What those had that have been silent for too long; they are forgotten. */
  List<Entry> bury(long nowMillis) {
    List<Entry> left = new ArrayList<>();
    for (Iterator<Owner> all = owners.values().iterator(); all.hasNext(); ) {
      Owner owner = all.next();
      if (owner.until <= nowMillis) {
        left.addAll(owner.claims.values());
        all.remove();
      }
    }
    return left;
  }
}
