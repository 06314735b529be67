package dev.sluice.task;

import dev.sluice.passage.GivenId;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The store in memory: what it knows is gone after a restart.
 *
 * <p>Open tasks are never dropped; their number is bounded by the slots, and by what may be
 * deferred. Envelopes of ended tasks go by age, by number and by size, the oldest first; ownership
 * goes by age and by number. Each write sweeps a few entries, so no sweep stops anybody.
 */
public final class MemoryTaskStore implements TaskStore {

  private static final int SWEEP = 64;
  private static final long USUAL_ENVELOPE = 2048;

  private final Ticker ticker;
  private final Ageing<Holder> envelopes;
  private final Ageing<Holder> ownership;

  /** By the id that the team knows. */
  private final Map<String, Holder> visible = new ConcurrentHashMap<>();

  /** Those that their team knows by an alias. */
  private final Map<TaskKey, Holder> aliased = new ConcurrentHashMap<>();

  private static final class Holder {
    private volatile Trace trace;
    private volatile Optional<Debt> owed = Optional.empty();

    private Holder(Trace trace) {
      this.trace = trace;
    }
  }

  /**
   * @param rules the retention, and how many envelopes are kept at most; as many times 2 KiB is the
   *     most that they may weigh together
   * @param mostOwned how many ended tasks' ownership is kept at most
   */
  public MemoryTaskStore(TaskRules rules, int mostOwned, Ticker ticker) {
    this.ticker = ticker;
    this.envelopes =
        new Ageing<>(
            rules.retention(), rules.memoryRecords(), rules.memoryRecords() * USUAL_ENVELOPE);
    this.ownership = new Ageing<>(TaskRules.OWNERSHIP, mostOwned, Long.MAX_VALUE);
  }

  @Override
  public Uni<Binding> bind(TaskRecord open) {
    return Uni.createFrom().item(() -> bindNow(open));
  }

  @Override
  public Uni<Optional<Trace>> find(String visibleId) {
    Holder holder = visible.get(visibleId);
    return Uni.createFrom().item(holder == null ? Optional.empty() : Optional.of(holder.trace));
  }

  @Override
  public Uni<Optional<Trace>> find(TaskKey key) {
    return Uni.createFrom().item(() -> holder(key).map(holder -> holder.trace));
  }

  @Override
  public Uni<Effect> seen(TaskKey key, Spoken word) {
    return Uni.createFrom()
        .item(() -> holder(key).map(holder -> seenNow(holder, key, word)).orElse(Effect.UNKNOWN));
  }

  @Override
  public Uni<Effect> end(TaskKey key, TaskEnd end, Optional<Spoken> word) {
    return Uni.createFrom()
        .item(
            () -> holder(key).map(holder -> endNow(holder, key, end, word)).orElse(Effect.UNKNOWN));
  }

  @Override
  public Uni<Optional<Debt>> owed(TaskKey key) {
    return Uni.createFrom().item(() -> holder(key).flatMap(holder -> holder.owed));
  }

  @Override
  public Uni<Void> drained(TaskKey key) {
    return Uni.createFrom()
        .voidItem()
        .invoke(() -> holder(key).ifPresent(holder -> holder.owed = Optional.empty()));
  }

  /** Drops a few of what is to go. */
  @Override
  public void sweep() {
    long now = ticker.nanos();
    for (int i = 0; i < SWEEP; i++) {
      envelopes.next(now).ifPresent(holder -> keepOwnership(holder, now));
      ownership.next(now).ifPresent(this::forget);
    }
  }

  /** How many tasks are known in any way. */
  int size() {
    return visible.size();
  }

  private synchronized Binding bindNow(TaskRecord open) {
    sweep();
    Optional<Holder> before = holder(open.key());
    if (before.isPresent()) {
      return new Binding.Taken(before.get().trace);
    }
    Optional<Binding> placed = inPlaceOfDeferred(open);
    if (placed.isPresent()) {
      return placed.get();
    }
    Holder own = new Holder(open);
    if (visible.putIfAbsent(open.visibleId(), own) == null) {
      if (open.aliased()) {
        aliased.put(open.key(), own);
      }
      return new Binding.Bound(open);
    }
    TaskRecord other = open.withVisibleId(GivenId.fresh().id());
    Holder holder = new Holder(other);
    aliased.put(other.key(), holder);
    visible.put(other.visibleId(), holder);
    return new Binding.Bound(other);
  }

  /** The task of a deferred submit takes the place of what stood for it. */
  private Optional<Binding> inPlaceOfDeferred(TaskRecord open) {
    Holder holder = visible.get(open.visibleId());
    if (holder == null) {
      return Optional.empty();
    }
    synchronized (holder) {
      if (open.key().deferred()) {
        return Optional.of(new Binding.Taken(holder.trace));
      }
      if (!holder.trace.key().deferred()) {
        return Optional.empty();
      }
      if (!(holder.trace instanceof TaskRecord record) || record.ended()) {
        return Optional.of(new Binding.Taken(holder.trace));
      }
      holder.trace = open;
    }
    aliased.put(open.key(), holder);
    return Optional.of(new Binding.Bound(open));
  }

  private static Effect seenNow(Holder holder, TaskKey key, Spoken word) {
    synchronized (holder) {
      if (!holder.trace.key().equals(key)) {
        return Effect.UNKNOWN;
      }
      if (!(holder.trace instanceof TaskRecord record) || record.ended()) {
        return Effect.ENDED_BEFORE;
      }
      holder.trace = record.withLast(word);
      return Effect.DONE;
    }
  }

  private Effect endNow(Holder holder, TaskKey key, TaskEnd end, Optional<Spoken> word) {
    long now = ticker.nanos();
    synchronized (holder) {
      if (!holder.trace.key().equals(key)) {
        return Effect.UNKNOWN;
      }
      if (!(holder.trace instanceof TaskRecord record) || record.ended()) {
        return Effect.ENDED_BEFORE;
      }
      holder.owed = Optional.of(Debt.of(record, end, word));
      if (word.isPresent()) {
        holder.trace = record.withEnd(end, word.get());
        envelopes.add(holder, now, word.get().body().length);
      } else {
        holder.trace = record.owned();
        ownership.add(holder, now, 1);
      }
    }
    sweep();
    return Effect.DONE;
  }

  private void keepOwnership(Holder holder, long now) {
    synchronized (holder) {
      if (holder.trace instanceof TaskRecord record) {
        holder.trace = record.owned();
        ownership.add(holder, now, 1);
      }
    }
  }

  private void forget(Holder holder) {
    visible.remove(holder.trace.visibleId(), holder);
    aliased.remove(holder.trace.key(), holder);
  }

  private Optional<Holder> holder(TaskKey key) {
    Holder direct = visible.get(key.taskId());
    if (direct != null && direct.trace.key().equals(key)) {
      return Optional.of(direct);
    }
    return Optional.ofNullable(aliased.get(key));
  }
}
