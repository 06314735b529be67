package dev.sluice.settings;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One room's settings, which may change while the gateway runs. Each implementation is a singleton
 * bean.
 *
 * @param <S> what it holds; immutable
 */
public abstract class Live<S extends RoomSettings> {

  private final List<Consumer<S>> followers = new CopyOnWriteArrayList<>();
  private final Class<S> type;
  private volatile S now;

  /**
   * @param first what the start read
   */
  protected Live(Class<S> type, S first) {
    this.type = type;
    this.now = first;
  }

  /** Makes this room's settings of a configuration; what is wrong with it is among them. */
  protected abstract S read(Edition edition);

  /** The settings that count now. To be asked for at each use, or followed. */
  public final S now() {
    return now;
  }

  /**
   * Hears of each change, after it counts: on one thread, one change after the other, never on an
   * event loop. Lives as long as the gateway.
   */
  public final void follow(Consumer<S> follower) {
    followers.add(follower);
  }

  /**
   * Rooms change one after the other. The one that lets teams in is the last, so that whoever is
   * let in by new settings finds them everywhere.
   */
  protected boolean last() {
    return false;
  }

  final S cast(RoomSettings settings) {
    return type.cast(settings);
  }

  final void change(RoomSettings settings) {
    S next = cast(settings);
    now = next;
    followers.forEach(follower -> follower.accept(next));
  }
}
