package dev.sluice.task.redis;

import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
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
 * Usage in Redis. All of a day lies in one hash slot: which teams have a page, the pages, and for
 * each the slots that were counted a short time ago. A page is kept for 400 days.
 */
final class RedisUsageBook implements UsageBook {

  private static final String TEAMS = "teams";
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofDays(3);
  private static final Duration KEPT = Duration.ofDays(400);
  private static final RedisScript COUNT = RedisScript.of(RedisUsageBook.class, "usage.lua");
  private static final RedisScript READ = RedisScript.of(RedisUsageBook.class, "usage-read.lua");

  private final RedisLink link;

  RedisUsageBook(RedisLink link) {
    this.link = link;
  }

  @Override
  public Uni<Void> count(UsageEntry entry) {
    String day = entry.day().toString();
    return COUNT.confirmed(
        link,
        List.of(
            counts(day, entry.team()),
            KeySpace.usage(day, "slots:" + entry.team()),
            KeySpace.usage(day, TEAMS)),
        List.of(
            entry.slot(),
            field(entry.kind()),
            entry.team(),
            field(new Usage.Kind(OTHERS, entry.provider(), entry.outcome())),
            Integer.toString(MOST_KINDS),
            Long.toString(REMEMBERED.toSeconds()),
            Long.toString(PAUSE.toSeconds()),
            Long.toString(KEPT.toSeconds())),
        "the count");
  }

  @Override
  public Uni<List<Usage>> of(String team, LocalDate day) {
    return read(day, List.of(team)).map(pages -> pages.get(0).usages());
  }

  @Override
  public Uni<List<Page>> pages(LocalDate day, String after) {
    Request next =
        Request.cmd(Command.ZRANGEBYLEX)
            .arg(KeySpace.usage(day.toString(), TEAMS))
            .arg(after.isEmpty() ? "-" : "(" + after)
            .arg("+")
            .arg("LIMIT")
            .arg(0)
            .arg(MOST_PAGES);
    return link.send(next)
        .map(RedisUsageBook::texts)
        .chain(teams -> teams.isEmpty() ? Uni.createFrom().item(List.of()) : read(day, teams));
  }

  private Uni<List<Page>> read(LocalDate day, List<String> teams) {
    return READ.run(
            link, teams.stream().map(team -> counts(day.toString(), team)).toList(), List.of())
        .map(
            told -> {
              List<Page> pages = new ArrayList<>(teams.size());
              for (int i = 0; i < teams.size(); i++) {
                pages.add(new Page(teams.get(i), usages(texts(told == null ? null : told.get(i)))));
              }
              return pages;
            });
  }

  private static String counts(String day, String team) {
    return KeySpace.usage(day, "counts:" + team);
  }

  /** A model id has no spaces. */
  private static String field(Usage.Kind kind) {
    return kind.outcome().name() + " " + kind.provider() + " " + kind.model();
  }

  private static List<String> texts(@Nullable Response told) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; told != null && i < told.size(); i++) {
      texts.add(told.get(i).toString());
    }
    return texts;
  }

  /** Kinds and their numbers in turn. */
  private static List<Usage> usages(List<String> told) {
    List<Usage> usages = new ArrayList<>();
    for (int i = 0; i + 1 < told.size(); i += 2) {
      String[] words = told.get(i).split(" ", 3);
      Usage.Kind kind = new Usage.Kind(words[2], words[1], Usage.Outcome.valueOf(words[0]));
      usages.add(new Usage(kind, Long.parseLong(told.get(i + 1))));
    }
    return usages;
  }
}
