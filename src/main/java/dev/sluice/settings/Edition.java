package dev.sluice.settings;

import java.util.HashMap;
import java.util.Map;

/**
 * The whole configuration as it stands at one moment, read and checked together before any of it
 * counts.
 */
public final class Edition {

  private final Members members;
  private final Layout layout;
  private final Map<Live<?>, Live.Next<?>> parts = new HashMap<>();

  /**
   * @param written every member under {@code sluice} and its value
   */
  Edition(Map<String, String> written) {
    this.members = Members.of(written);
    this.layout = new Layout(mapped(Layout.Names.class), new ConfiguredNames(written.keySet()));
  }

  /** A room's own part, as it is written. */
  public <T> T mapped(Class<T> mapping) {
    return members.mapped(mapping);
  }

  /** Who exists. */
  public Layout layout() {
    return layout;
  }

  /** What a room makes of it; the same each time it is asked for. */
  @SuppressWarnings("unchecked") // a room is kept beside its own
  public <S extends RoomSettings> S part(Live<S> room) {
    Live.Next<?> known = parts.get(room);
    if (known == null) {
      known = room.next(this);
      parts.put(room, known);
    }
    return ((Live.Next<S>) known).settings();
  }

  /** Lets what this room made of it count. */
  void count(Live<?> room) {
    Live.Next<?> made = parts.get(room);
    if (made != null) {
      made.count();
    }
  }
}
