package dev.sluice.trail;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What administrators changed: the last {@value #KEPT} changes.
 *
 * <p>Each call is one atomic step and takes effect when its Uni is subscribed to. Where the trail
 * is not in this process, a call fails with a {@link dev.sluice.redis.StoreFailure} while it cannot
 * be asked.
 */
public interface AuditTrail {

  /** How many entries are kept; the oldest go first. */
  int KEPT = 10_000;

  /** How many entries a page has at most. */
  int PAGE = 100;

  /** How many entries an entry is compared with that may have been told before. */
  int COMPARED = 20;

  /** What a cursor looks like. */
  Pattern CURSOR = Pattern.compile("\\d{1,15}-\\d{1,15}");

  /**
   * Some entries, the newest first.
   *
   * @param cursor where the next page begins; empty with the last one
   */
  record Page(List<Entry> entries, Optional<String> cursor) {}

  /**
   * Writes an entry, once: the same one that is told again among the next {@value #COMPARED} is not
   * written a second time, so that whoever does not know whether it was may tell it again.
   *
   * @return completes when it is kept: where the store has replicas, one of them has it, too; fails
   *     with a {@link dev.sluice.redis.StoreFailure} where that is not known
   */
  Uni<Void> add(Entry entry);

  /**
   * A page: the newest, or what follows a page before.
   *
   * @param cursor of the page before
   * @throws IllegalArgumentException where it does not look like {@link #CURSOR}
   */
  Uni<Page> list(Optional<String> cursor);
}
