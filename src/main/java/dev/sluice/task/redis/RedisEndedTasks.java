package dev.sluice.task.redis;

import static dev.sluice.redis.Resp.text;

import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.task.EndedTask;
import dev.sluice.task.EndedTasks;
import dev.sluice.task.TaskKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The list in Redis: two sorted sets for each team, all of one hash slot. While memory is short, a
 * tenth is listed (law G6).
 */
final class RedisEndedTasks implements EndedTasks {

  /** How long a team is listed that ends nothing more. */
  private static final Duration LISTED = Duration.ofDays(15);

  private static final String TEAMS = KeySpace.ended("teams");
  private static final String SAME = "-";
  private static final RedisScript ADD = RedisScript.of(RedisEndedTasks.class, "ended-add.lua");
  private static final RedisScript LIST = RedisScript.of(RedisEndedTasks.class, "ended-list.lua");

  private final RedisLink link;
  private final BooleanSupplier pressed;

  /**
   * @param pressed whether memory is short
   */
  RedisEndedTasks(RedisLink link, BooleanSupplier pressed) {
    this.link = link;
    this.pressed = pressed;
  }

  @Override
  public Uni<Void> add(EndedTask task) {
    return Uni.createFrom()
        .deferred(
            () ->
                ADD.run(
                    link,
                    List.of(KeySpace.ended(shelf(task.success()) + task.team()), TEAMS),
                    List.of(
                        Long.toString(task.endedMillis()),
                        member(task),
                        Integer.toString(pressed.getAsBoolean() ? KEPT / 10 : KEPT),
                        Long.toString(LISTED.toMillis()),
                        task.team())))
        .replaceWithVoid();
  }

  @Override
  public Uni<Page> list(boolean success, Optional<String> team, Optional<String> cursor) {
    Optional<Mark> last = cursor.map(Mark::of);
    return LIST.run(
            link,
            List.of(TEAMS),
            List.of(
                shelf(success),
                Integer.toString(PAGE + 1),
                team.orElse(""),
                last.map(Mark::team).orElse(""),
                last.map(mark -> Long.toString(mark.millis())).orElse(""),
                last.map(Mark::slot).orElse("")))
        .map(told -> page(success, told));
  }

  private static String shelf(boolean success) {
    return success ? "success:" : "failed:";
  }

  private static Page page(boolean success, @Nullable Response told) {
    List<EndedTask> tasks = new ArrayList<>();
    for (int i = 0; told != null && i < told.size(); i++) {
      if (tasks.size() == PAGE) {
        return new Page(tasks, Optional.of(Mark.of(tasks.get(PAGE - 1)).written()));
      }
      Response row = told.get(i);
      tasks.add(task(success, text(row, 0), Long.parseLong(text(row, 1)), text(row, 2)));
    }
    return new Page(tasks, Optional.empty());
  }

  /** Words with one space between; only an upstream's own id may have spaces, and is the last. */
  private static String member(EndedTask task) {
    boolean same = task.visibleId().equals(task.key().taskId());
    return String.join(
        " ",
        task.slot(),
        task.key().upstream(),
        task.provider(),
        Long.toString(task.acceptedMillis()),
        task.model(),
        same ? SAME : task.visibleId(),
        task.key().taskId());
  }

  private static EndedTask task(boolean success, String team, long ended, String member) {
    String[] words = member.split(" ", 7);
    String visible = words[5].equals(SAME) ? words[6] : words[5];
    return new EndedTask(
        words[0],
        new TaskKey(words[1], words[6]),
        visible,
        team,
        words[4],
        words[2],
        Long.parseLong(words[3]),
        ended,
        success);
  }
}
