package dev.sluice.task;

import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory: what it knows is gone after a restart.
 *
 * <p>Bounded by the keys and by the bytes that they take. When it is full no new key is let in, and
 * nothing is dropped before its time. An answer is kept whatever it weighs, so the bytes may pass
 * their bound by the answers of the submits that are under way then.
 */
final class MemoryIdempotencyStore implements IdempotencyStore {

  /** Of a key without an answer. */
  private static final int WEIGHT = 1024;

  private final Duration retention;
  private final int mostKeys;
  private final long mostBytes;
  private final Ticker ticker;
  private final Map<Key, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> byExpiry =
      new TreeSet<>(
          Comparator.<Entry>comparingLong(entry -> entry.expires)
              .thenComparingLong(entry -> entry.number));
  private long bytes;
  private long numbers;

  private record Key(String team, String digest) {}

  private static final class Entry {
    private final Key key;
    private final KeyedSubmit submit;
    private final long number;
    private final long overdue;
    private long expires;
    private @Nullable KeptAnswer answer;

    /** Whether a task was found and no answer of the submit itself has come. */
    private boolean found;

    private Entry(Key key, KeyedSubmit submit, long number, long overdue) {
      this.key = key;
      this.submit = submit;
      this.number = number;
      this.overdue = overdue;
    }

    private int weight() {
      return WEIGHT + (answer == null ? 0 : answer.body().length);
    }

    private boolean isOpen() {
      return answer == null || answer.open();
    }
  }

  /**
   * @param retention of an answer, from when it is kept
   */
  MemoryIdempotencyStore(Duration retention, int mostKeys, long mostBytes, Ticker ticker) {
    this.retention = retention;
    this.mostKeys = mostKeys;
    this.mostBytes = mostBytes;
    this.ticker = ticker;
  }

  @Override
  public Uni<KeyStanding> claim(KeyedSubmit submit, Duration within) {
    return Uni.createFrom().item(() -> claimNow(submit, within));
  }

  @Override
  public Uni<Void> keep(KeyedSubmit submit, KeptAnswer answer) {
    return Uni.createFrom().voidItem().invoke(() -> keepNow(submit, answer));
  }

  @Override
  public Uni<Void> free(KeyedSubmit submit) {
    return Uni.createFrom().voidItem().invoke(() -> freeNow(submit));
  }

  @Override
  public Uni<Void> withdraw(KeyedSubmit submit) {
    return free(submit);
  }

  @Override
  public Uni<Boolean> complete(String team, String digest, KeptAnswer answer) {
    return Uni.createFrom().item(() -> completeNow(new Key(team, digest), answer));
  }

  @Override
  public synchronized void sweep() {
    long now = ticker.nanos();
    while (!byExpiry.isEmpty() && byExpiry.first().expires - now <= 0) {
      remove(byExpiry.first());
    }
  }

  synchronized int size() {
    return entries.size();
  }

  private synchronized KeyStanding claimNow(KeyedSubmit submit, Duration within) {
    sweep();
    long now = ticker.nanos();
    Key key = new Key(submit.team(), submit.digest());
    Entry known = entries.get(key);
    if (known == null) {
      if (entries.size() >= mostKeys || bytes + WEIGHT > mostBytes) {
        return KeyStanding.Plain.FULL;
      }
      Entry entry = new Entry(key, submit, numbers++, now + within.toNanos());
      entries.put(key, entry);
      put(entry, entry.overdue + retention.toNanos());
      return KeyStanding.Plain.CLAIMED;
    }
    if (!known.submit.fingerprint().equals(submit.fingerprint())) {
      return KeyStanding.Plain.CONFLICT;
    }
    if (known.answer != null) {
      return new KeyStanding.Kept(known.answer);
    }
    if (known.submit.token().equals(submit.token())) {
      return KeyStanding.Plain.CLAIMED;
    }
    return known.overdue - now > 0 ? KeyStanding.Plain.RUNNING : KeyStanding.Plain.OVERDUE;
  }

  private synchronized void keepNow(KeyedSubmit submit, KeptAnswer answer) {
    Entry entry = own(submit);
    if (entry != null && (entry.isOpen() || entry.found && !answer.open())) {
      answer(entry, answer, false);
    }
  }

  private synchronized void freeNow(KeyedSubmit submit) {
    Entry entry = own(submit);
    if (entry != null && entry.answer == null) {
      remove(entry);
    }
  }

  private synchronized boolean completeNow(Key key, KeptAnswer answer) {
    sweep();
    Entry entry = entries.get(key);
    if (entry != null && entry.isOpen()) {
      answer(entry, answer, true);
    }
    return entry != null && entry.found;
  }

  private @Nullable Entry own(KeyedSubmit submit) {
    sweep();
    Entry entry = entries.get(new Key(submit.team(), submit.digest()));
    return entry != null && entry.submit.token().equals(submit.token()) ? entry : null;
  }

  private void answer(Entry entry, KeptAnswer answer, boolean found) {
    take(entry);
    entry.answer = answer;
    entry.found = found;
    put(entry, ticker.nanos() + retention.toNanos());
  }

  private void put(Entry entry, long expires) {
    entry.expires = expires;
    byExpiry.add(entry);
    bytes += entry.weight();
  }

  private void take(Entry entry) {
    byExpiry.remove(entry);
    bytes -= entry.weight();
  }

  private void remove(Entry entry) {
    take(entry);
    entries.remove(entry.key);
  }
}
