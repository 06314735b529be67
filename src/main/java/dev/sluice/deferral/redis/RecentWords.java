package dev.sluice.deferral.redis;

import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.redis.Resp;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What this replica told the queue of late and a server that is replaced or restarted may have
 * forgotten: what was about to be sent, and what is over. It is told again to another generation of
 * the queue. A minute covers what an append-only file loses; of more than {@value #MOST} the oldest
 * go.
 */
final class RecentWords {

  private static final Logger LOG = Logger.getLogger(RecentWords.class);
  private static final int MOST = 20_000;
  private static final long REMEMBERED_NANOS = 60_000_000_000L;

  /** Words that are told again in one call. */
  private static final int TOLD_AT_ONCE = 500;

  private static final int PARTS = 3;

  private final RedisLink link;
  private final RedisScript tell;
  private final Ticker ticker;
  private final Map<String, Word> words = new LinkedHashMap<>();
  private volatile String generation = "";

  /**
   * @param tell the program that hears them
   */
  RecentWords(RedisLink link, RedisScript tell, Ticker ticker) {
    this.link = link;
    this.tell = tell;
    this.ticker = ticker;
  }

  /**
   * @param hold milliseconds; below zero for what is over
   */
  private record Word(String token, long hold, long at) {}

  /** It is about to be sent. */
  void departed(String id, String token, long holdMillis) {
    put(id, new Word(token, holdMillis, ticker.nanos()));
  }

  /** It is over. */
  void over(String id, String token) {
    put(id, new Word(token, -1, ticker.nanos()));
  }

  /** It was not sent after all. */
  synchronized void forget(String id, String token) {
    Word word = words.get(id);
    if (word != null && word.token().equals(token)) {
      words.remove(id);
    }
  }

  private synchronized void put(String id, Word word) {
    words.remove(id);
    words.put(id, word);
    var oldest = words.values().iterator();
    while (oldest.hasNext()) {
      Word first = oldest.next();
      if (words.size() <= MOST && word.at() - first.at() < REMEMBERED_NANOS) {
        return;
      }
      oldest.remove();
    }
  }

  /**
   * The queue has told its generation. Where that is another than before, it is told again what it
   * was told of late.
   *
   * @return completes when it has heard it
   */
  Uni<Void> heard(String owner, String now) {
    List<String> recent = now.equals(generation) ? List.of() : told();
    return Multi.createFrom()
        .iterable(split(recent))
        .onItem()
        .transformToUniAndConcatenate(part -> tell(owner, part))
        .collect()
        .asList()
        .invoke(
            forgotten -> {
              generation = now;
              int sum = forgotten.stream().mapToInt(Integer::intValue).sum();
              if (sum > 0) {
                LOG.warnf("deferred-told-again forgotten=%d of=%d", sum, recent.size() / PARTS);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Integer> tell(String owner, List<String> part) {
    List<String> arguments = new ArrayList<>(1 + part.size());
    arguments.add(owner);
    arguments.addAll(part);
    return tell.run(link, RedisDeferredQueue.SUMS, arguments).map(Resp::number);
  }

  /** Id, claim and hold of each, in the order in which they were told. */
  private synchronized List<String> told() {
    List<String> told = new ArrayList<>(words.size() * PARTS);
    words.forEach(
        (id, word) -> {
          told.add(id);
          told.add(word.token());
          told.add(Long.toString(word.hold()));
        });
    return told;
  }

  private static List<List<String>> split(List<String> recent) {
    List<List<String>> parts = new ArrayList<>();
    int most = PARTS * TOLD_AT_ONCE;
    for (int from = 0; from < recent.size(); from += most) {
      parts.add(recent.subList(from, Math.min(recent.size(), from + most)));
    }
    return parts;
  }
}
