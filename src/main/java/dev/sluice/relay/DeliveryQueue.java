package dev.sluice.relay;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what teams are to be told, until they were.
 *
 * <p>Each call is one atomic step and takes effect when its Uni is subscribed to. Where the queue
 * is not in this process, a call fails with a {@link dev.sluice.redis.StoreFailure} while it cannot
 * be asked. Time is the queue's own.
 *
 * <p>A team has a bound for what is pending and dead. Beyond it its oldest dead go first; where it
 * has none, nothing more is kept.
 */
public interface DeliveryQueue {

  /** How many deliveries of one line are on their way at once, over all replicas. */
  int PER_LINE = 20;

  /** How long it is known that a delivery was made. Its body is not kept. */
  Duration DELIVERED_KEPT = Duration.ofDays(1);

  /** How long what was given up is kept, to be sent again. */
  Duration DEAD_KEPT = Duration.ofDays(15);

  /** How many deliveries a page of {@link #list} has at most. */
  int PAGE = 100;

  /** What came of {@link #keep}. */
  enum Kept {
    /** It is kept now. */
    NEW,
    /** It was kept before; nothing was changed. */
    KNOWN,
    /** There is no room, and nothing that could be dropped. */
    FULL
  }

  /** What came of {@link #redeliver}. */
  enum Redelivery {
    /** It is due now, with the whole schedule before it. */
    DUE,
    /** It is pending: nothing was changed. */
    PENDING,
    /** Its body is not kept, and none was given. */
    NO_BODY,
    /** There is no such delivery. */
    UNKNOWN
  }

  /**
   * One delivery that its holder alone may settle, until the claim expires.
   *
   * @param token made by the queue
   */
  record Claim(Delivery delivery, String token) {}

  /**
   * Some deliveries, the oldest first.
   *
   * @param deliveries without their bodies
   * @param cursor where the next page begins; empty for the last one
   */
  record Page(List<Delivery> deliveries, Optional<String> cursor) {}

  /**
   * Keeps a delivery, once for its id: also after it was made, for {@link #DELIVERED_KEPT}, as far
   * as the bounds of the queue allow. It is due at once.
   *
   * @return completes when it outlives this process, if anything does
   */
  Uni<Kept> keep(Delivery fresh);

  /**
   * Claims deliveries that are due, in turns over the lines, those that wait longest first. A claim
   * expires, and then another may have it.
   *
   * @param most how many
   * @param perLine how many of one line may be on their way at once afterwards, at most {@link
   *     #PER_LINE}
   * @param without the teams of which none is claimed now
   */
  Uni<List<Claim>> claim(int most, int perLine, Set<String> without);

  /**
   * Says what follows for a claimed delivery.
   *
   * @return false where the claim is not the delivery's last one: nothing was changed
   */
  Uni<Boolean> settle(Claim claim, Settlement settlement);

  /**
   * A page of the deliveries in this state, of one team or of all.
   *
   * @param cursor of the page before; fails with an {@link IllegalArgumentException} where no page
   *     gave one like that
   */
  Uni<Page> list(Delivery.State state, Optional<String> team, Optional<String> cursor);

  /** The delivery of this id, with its body where it is kept. */
  Uni<Optional<Delivery>> find(String id);

  /**
   * Makes a delivery due that was given up or made.
   *
   * @param body what is sent where its own is not kept any more
   */
  Uni<Redelivery> redeliver(String id, Optional<byte[]> body);

  /** How many deliveries of each team are in this state; teams that have none may be missing. */
  Uni<Map<String, Long>> count(Delivery.State state);

  /** What it does now and then to keep within its bounds; to be called each second. */
  default void sweep() {}
}
