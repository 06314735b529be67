package dev.sluice.task.redis;

import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.redis.StoreFailure;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.Usage;
import dev.sluice.task.UsageBook;
import dev.sluice.task.UsageEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Usage in Redis: a page for each team and day, and beside it, in the same hash slot, the slots
 * that were counted in the last hour. A page is kept for 400 days.
 */
final class RedisUsageBook implements UsageBook {

  private static final String COUNTS = "counts";
  private static final String SLOTS = "slots";
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Duration KEPT = Duration.ofDays(400);
  private static final RedisScript USAGE = RedisScript.of(RedisUsageBook.class, "usage.lua");

  private final RedisLink link;

  RedisUsageBook(RedisLink link) {
    this.link = link;
  }

  @Override
  public Uni<Void> count(UsageEntry entry) {
    String day = entry.day().toString();
    return USAGE
        .confirmed(
            link,
            List.of(
                KeySpace.usage(day, entry.team(), COUNTS),
                KeySpace.usage(day, entry.team(), SLOTS)),
            List.of(
                entry.slot(),
                field(entry.kind()),
                Long.toString(REMEMBERED.toSeconds()),
                Long.toString(KEPT.toSeconds())))
        .chain(
            confirmed ->
                confirmed
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom()
                        .failure(
                            new StoreFailure(
                                StoreFailure.Kind.UNKNOWN, "no replica confirmed the count")));
  }

  @Override
  public Uni<List<Usage>> of(String team, LocalDate day) {
    String key = KeySpace.usage(day.toString(), team, COUNTS);
    return link.send(Request.cmd(Command.HGETALL).arg(key)).map(RedisUsageBook::usages);
  }

  /** A model id has no spaces. */
  private static String field(Usage.Kind kind) {
    return kind.cause().name() + " " + kind.provider() + " " + kind.model();
  }

  private static List<Usage> usages(@Nullable Response told) {
    List<Usage> usages = new ArrayList<>();
    if (told != null) {
      for (String field : told.getKeys()) {
        String[] words = field.split(" ", 3);
        Usage.Kind kind = new Usage.Kind(words[2], words[1], TaskEnd.Cause.valueOf(words[0]));
        usages.add(new Usage(kind, told.get(field).toLong()));
      }
    }
    return usages;
  }
}
