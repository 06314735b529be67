package dev.sluice.settings;

/** Changes a room's settings as an edition does that counts. */
public final class Changes {

  private Changes() {}

  /** Settings that {@link #to} changes. */
  public static <S extends RoomSettings> Live<S> live(S first) {
    return Live.of(first, edition -> first);
  }

  /** Lets other settings count, and tells everyone who follows them. */
  public static <S extends RoomSettings> void to(Live<S> room, S next) {
    new Live.Next<>(room, next).count();
  }
}
