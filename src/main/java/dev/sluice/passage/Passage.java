package dev.sluice.passage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request of one team on its way through the gateway.
 *
 * <p>Notes are keyed by their type: at most one of each, the last one counts. A passage may be read
 * from several threads, one after the other.
 */
public final class Passage {

  private final RequestHead head;
  private final Map<Class<?>, Object> notes = new ConcurrentHashMap<>();
  private final AtomicBoolean departed = new AtomicBoolean();
  private final List<Runnable> onDeparture = new CopyOnWriteArrayList<>();

  public Passage(RequestHead head) {
    this.head = head;
  }

  public RequestHead head() {
    return head;
  }

  /** Leaves a note, in the place of an earlier one of the same type. */
  public <T> Passage note(Class<T> type, T value) {
    notes.put(type, value);
    return this;
  }

  /** All notes as they stand, to come back to with {@link #restore}. */
  public Map<Class<?>, Object> notes() {
    return Map.copyOf(notes);
  }

  /** Puts all notes back to what they were: what an earlier attempt left is gone. */
  public void restore(Map<Class<?>, Object> earlier) {
    notes.keySet().retainAll(earlier.keySet());
    notes.putAll(earlier);
  }

  /** Takes a note away. */
  public void forget(Class<?> type) {
    notes.remove(type);
  }

  /** The note of this type, if anybody left one. */
  public <T> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(type.cast(notes.get(type)));
  }

  /**
   * The note of this type, which an earlier stage is bound to have left.
   *
   * @throws IllegalStateException where it is missing: the path is put together wrongly
   */
  public <T> T noted(Class<T> type) {
    return find(type)
        .orElseThrow(
            () ->
                new IllegalStateException("no stage left a note of type " + type.getSimpleName()));
  }

  /** Whether the upstream was asked, and whether a task may have come of it. */
  public Started started() {
    return find(Started.class).orElse(Started.NEVER_SENT);
  }

  /** Says that the client has gone. What it waited for may be dropped, what was sent may not. */
  public void depart() {
    if (departed.compareAndSet(false, true)) {
      onDeparture.forEach(Runnable::run);
    }
  }

  /** Whether the client has gone. */
  public boolean departed() {
    return departed.get();
  }

  /**
   * Runs the task when the client leaves, at once where it has left already. It must be idempotent.
   */
  public void onDeparture(Runnable task) {
    onDeparture.add(task);
    if (departed()) {
      task.run();
    }
  }
}
