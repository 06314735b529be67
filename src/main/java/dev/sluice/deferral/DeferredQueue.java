package dev.sluice.deferral;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps submits until their turn, and lets each be sent at most once.
 *
 * <p>A submit is <em>queued</em>, then <em>claimed</em> by one replica, then <em>departed</em>: its
 * bytes may have left. The claims of a replica that says nothing for a while expire: what it had
 * not sent is queued again at its old place, what it had sent is told as doubted when its hold is
 * over. What has departed is never queued again but by its holder, who knows that nothing was
 * started; its body is not kept any more.
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

  /** How a submit stands whose claim somebody has. */
  enum State {
    /** It may be sent. */
    CLAIMED,
    /** It has waited too long, and is not sent. */
    OVERDUE,
    /** It was taken out by its team, and is not sent. */
    CANCELLED,
    /** It was sent, or nobody knows. Its body is not kept. */
    DEPARTED
  }

  /**
   * A submit that its holder alone may decide about, until the claim expires.
   *
   * @param token made by the queue, another for every claim
   */
  record Claim(Deferred submit, String token, State state) {}

  /** What came of {@link #cancel}. */
  sealed interface Cancellation {

    /** It will never be sent; its end is the caller's to tell. */
    record Cancelled(Claim claim) implements Cancellation {}

    /** It is about to be sent, or was. */
    record TooLate() implements Cancellation {}

    /** The team has none of this id. */
    record Unknown() implements Cancellation {}
  }

  /**
   * What a team may have waiting, queued and claimed ones together.
   *
   * @param entries how many
   * @param bytes of their bodies together
   */
  record Room(int entries, long bytes) {}

  /**
   * What one call may claim. The teams take turns at being the first.
   *
   * @param perTeam how many claims of one team the owner may have afterwards
   * @param most how many are claimed by this call
   * @param bytes of their bodies together; one may go beyond
   * @param teams those of which any is claimed
   */
  record Share(int perTeam, int most, long bytes, Set<String> teams) {}

  /**
   * What waits of a team, claimed ones included. Times are Unix milliseconds.
   *
   * @param entries how many
   * @param queued how many of them nobody has claimed
   * @param oldestMillis when the oldest was accepted
   * @param middleMillis when that in the middle was
   * @param youngestMillis when the youngest was
   * @param perSecond how many have departed of late, at all replicas
   */
  record Backlog(
      int entries,
      int queued,
      long oldestMillis,
      long middleMillis,
      long youngestMillis,
      double perSecond) {}

  /**
   * What came of {@link #claim}.
   *
   * @param backlogs what waits, by team, where that was asked for; teams that have nothing are
   *     missing
   */
  record Turn(List<Claim> claims, Optional<Map<String, Backlog>> backlogs) {}

  /** One that waits, and whether somebody has claimed it. */
  record Listed(Deferred submit, boolean claimed) {}

  /**
   * A page of what waits.
   *
   * @param cursor of the next page; empty with the last one
   */
  record Page(List<Listed> waiting, Optional<String> cursor) {}

  /** How many a page has. */
  int PAGE = 100;

  /** Queues a submit. It is safe only after {@link #confirm}. */
  Uni<Kept> keep(Deferred fresh, Room room);

  /**
   * Makes sure of a submit that was kept, and of what was told to the same server before.
   *
   * @return completes when it outlives a failover (law G4): false where it is over by now. Fails
   *     where it cannot be made sure of
   */
  Uni<Boolean> confirm(String id);

  /**
   * Claims the oldest queued ones of every team, and says that the owner is alive: none of its
   * claims expires for a while. After the store was replaced or restarted none is given for some
   * seconds, until every owner has told again what it had sent.
   *
   * @param owner the replica
   * @param backlogs whether it is to be told what waits
   */
  Uni<Turn> claim(String owner, Share share, boolean backlogs);

  /**
   * Says what the owner has. Whatever else is claimed in its name it never heard of, or has
   * forgotten, and it is let go as if the owner had died.
   */
  Uni<Void> holds(String owner, Set<String> ids);

  /**
   * Says that the submit is about to be sent. Its body is forgotten. Saying it twice is well.
   *
   * @param hold how long, after its holder is gone or in doubt, its outcome is waited for
   * @return whether it may be sent; false where the claim is not the submit's last one. Completes
   *     when that outlives a failover of the store (law G4); fails where that cannot be had
   */
  Uni<Boolean> depart(Claim claim, Duration hold);

  /**
   * Says that a submit was not sent after all, or that it certainly started nothing. Its body is
   * kept again, and its holder has it by another claim: what was said by the one before, and comes
   * late, changes nothing. Saying it twice is well.
   *
   * @param claim with the whole submit
   * @param fresh the token of the claim from now on
   * @return false where the claim is not the submit's last one
   */
  Uni<Boolean> stay(Claim claim, String fresh);

  /**
   * The same, but queues it again at its old place.
   *
   * @return false where the claim is not the submit's last one
   */
  Uni<Boolean> putBack(Claim claim);

  /**
   * Says that its holder sends a submit no more, and is about to tell its end.
   *
   * @return false where the claim is not the submit's last one: then its end is not the caller's
   */
  Uni<Boolean> resign(Claim claim);

  /**
   * Says that nobody knows what became of a submit that has departed. It is told by {@link #over}
   * when its hold is over.
   *
   * @return false where the claim is not the submit's last one
   */
  Uni<Boolean> doubt(Claim claim);

  /**
   * Forgets a submit: what became of it is told elsewhere.
   *
   * @return false where the claim is not the submit's last one
   */
  Uni<Boolean> finish(Claim claim);

  /**
   * Makes sure that a submit is not kept of which nobody knows whether it is: it is forgotten, or
   * not kept if it should yet arrive.
   *
   * @return false where somebody has claimed it
   */
  Uni<Boolean> withdraw(String id);

  /**
   * Takes out a submit that was not said to be about to be sent. Whoever has claimed it finds that
   * its claim is not the last one.
   *
   * @param team whose it must be; empty for any
   */
  Uni<Cancellation> cancel(String owner, Optional<String> team, String id);

  /**
   * A page of what waits: team after team by name, the oldest first of each; without bodies and
   * headers.
   *
   * @param team the only one; empty for all
   * @param cursor of the page before; empty for the first
   */
  Uni<Page> list(Optional<String> team, Optional<String> cursor);

  /**
   * Claims submits that will not be sent any more, so that their end can be told: those that have
   * waited too long, those cancelled whose canceller is gone, and those departed whose hold is
   * over.
   *
   * @param most how many of each kind
   */
  Uni<List<Claim>> over(String owner, int most);
}
