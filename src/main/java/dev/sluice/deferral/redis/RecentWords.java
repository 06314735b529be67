package dev.sluice.deferral.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this replica told the queue of late and a server that is replaced or restarted may have
 * forgotten: what was about to be sent, and what is over. A minute covers what an append-only file
 * loses; of more than {@value #MOST} the oldest go.
 */
final class RecentWords {

  private static final int MOST = 20_000;
  private static final long REMEMBERED_NANOS = 60_000_000_000L;

  private final Map<String, Word> words = new LinkedHashMap<>();

  /**
   * @param hold milliseconds; below zero for what is over
   */
  private record Word(String token, long hold, long at) {}

  /** It is about to be sent. */
  synchronized void departed(String id, String token, long holdMillis, long now) {
    put(id, new Word(token, holdMillis, now));
  }

  /** It is over. */
  synchronized void over(String id, String token, long now) {
    put(id, new Word(token, -1, now));
  }

  /** It was not sent after all. */
  synchronized void forget(String id) {
    words.remove(id);
  }

  private void put(String id, Word word) {
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

  /** Id, claim and hold of each, in the order in which they were told. */
  synchronized List<String> told() {
    List<String> told = new ArrayList<>(words.size() * 3);
    words.forEach(
        (id, word) -> {
          told.add(id);
          told.add(word.token());
          told.add(Long.toString(word.hold()));
        });
    return told;
  }
}
