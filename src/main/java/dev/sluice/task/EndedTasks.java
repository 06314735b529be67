package dev.sluice.task;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * Lists the tasks that ended last, for who runs the gateway: of each team the last {@value #KEPT}
 * that succeeded and as many that did not. Nothing depends on it: an end that could not be listed
 * is an end all the same.
 *
 * <p>Each call is one atomic step and takes effect when its Uni is subscribed to. Where the list is
 * not in this process, a call fails with a {@link dev.sluice.redis.StoreFailure} while it cannot be
 * asked.
 */
public interface EndedTasks {

  /** How many of each kind are listed of a team. */
  int KEPT = 500;

  /** How many a page has at most. */
  int PAGE = 100;

  /**
   * Some of them.
   *
   * @param cursor where the next page begins; empty with the last one
   */
  record Page(List<EndedTask> tasks, Optional<String> cursor) {}

  /** Lists a task, once by its slot. */
  Uni<Void> add(EndedTask task);

  /**
   * A page: team after team by name, the newest first of each.
   *
   * @param success those that succeeded; else those that did not
   * @param team the only one; empty for all
   * @param cursor of the page before; fails with an {@link IllegalArgumentException} where no page
   *     gave one like that
   */
  Uni<Page> list(boolean success, Optional<String> team, Optional<String> cursor);

  /**
   * Where a page has ended.
   *
   * @param millis when the last one ended
   * @param slot of the last one
   * @param team of the last one
   */
  record Mark(long millis, String slot, String team) {

    /** What a page gave. */
    public static Mark of(String written) {
      String[] words = written.split(" ", 3);
      if (words.length < 3 || !words[0].matches("\\d{1,15}")) {
        throw new IllegalArgumentException("no cursor of ended tasks");
      }
      return new Mark(Long.parseLong(words[0]), words[1], words[2]);
    }

    public static Mark of(EndedTask last) {
      return new Mark(last.endedMillis(), last.slot(), last.team());
    }

    public String written() {
      return millis + " " + slot + " " + team;
    }
  }
}
