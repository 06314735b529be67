package dev.sluice.deferral;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps submits until their turn, and lets each be sent at most once.
 *
 * <p>A submit is <em>queued</em>, then <em>claimed</em> by one replica, then <em>departed</em>: its
 * bytes may have left. A claim that is not renewed expires, and the submit is queued again at its
 * old place. What has departed is never queued again, whoever dies; its body is not kept any more.
 *
 * <p>Each call is one atomic step and takes effect when its Uni is subscribed to. Where the queue
 * is not in this process, a call fails with a {@link dev.sluice.redis.StoreFailure} while it cannot
 * be asked. Time is the queue's own.
 */
public interface DeferredQueue {

  /** What came of {@link #keep}. */
  enum Kept {
    /** It is queued now. */
    NEW,
    /** There was one of this id before; nothing was changed. */
    KNOWN,
    /** The team, or all teams together, have no room. */
    FULL
  }

  /** What came of {@link #cancel}. */
  enum Cancelled {
    /** It will never be sent. */
    CANCELLED,
    /** It is about to be sent, or was. */
    TOO_LATE,
    /** The team has none of this id. */
    UNKNOWN
  }

  /**
   * A submit that its holder alone may send, until the claim expires.
   *
   * @param token made by the queue, another for every claim
   */
  record Claim(Deferred submit, String token) {}

  /**
   * What a team may have waiting: queued and claimed ones.
   *
   * @param entries how many
   * @param bytes of their bodies together
   */
  record Room(int entries, long bytes) {}

  /**
   * What waits of a team, claimed ones included.
   *
   * @param entries how many
   * @param oldestMillis when the oldest was accepted, Unix milliseconds
   */
  record Backlog(int entries, long oldestMillis) {}

  /**
   * Queues a submit.
   *
   * @return completes when it outlives this process, if anything does
   */
  Uni<Kept> keep(Deferred fresh, Room room);

  /**
   * Claims the oldest queued ones of every team.
   *
   * @param owner the replica
   * @param perTeam how many claims of one team it may have afterwards
   */
  Uni<List<Claim>> claim(String owner, int perTeam);

  /** Says that the owner is alive: none of its claims expires for a while. */
  Uni<Void> renew(String owner);

  /**
   * Says that the submit is about to be sent. Its body is forgotten.
   *
   * @return whether it may be; false where the claim is not the submit's last one. Completes when
   *     that outlives a failover of the store (law G4)
   */
  Uni<Boolean> depart(Claim claim);

  /**
   * Queues a claimed submit again, at its old place.
   *
   * @return false where the claim is not the submit's last one, or it has departed
   */
  Uni<Boolean> putBack(Claim claim);

  /**
   * Forgets a submit: what became of it is told elsewhere.
   *
   * @return false where the claim is not the submit's last one
   */
  Uni<Boolean> finish(Claim claim);

  /** Takes a submit out that was not claimed yet. */
  Uni<Cancelled> cancel(String team, String id);

  /**
   * Claims queued submits that have waited too long, so that their end can be told.
   *
   * @param most how many
   */
  Uni<List<Claim>> overdue(String owner, int most);

  /**
   * Departed submits whose holder is gone: nobody knows what became of them. They are the caller's
   * now.
   *
   * @param most how many
   */
  Uni<List<Claim>> orphans(String owner, int most);

  /** How many of its team stand before a submit that waits; empty where it does not wait. */
  Uni<Optional<Integer>> before(String team, String id);

  /** What waits, by team; teams that have nothing may be missing. */
  Uni<Map<String, Backlog>> backlog();
}
