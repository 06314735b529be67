package dev.sluice.settings;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One room's settings, which may change while the gateway runs. A room offers its own as a
 * singleton bean.
 *
 * @param <S> what it holds; immutable
 */
public final class Live<S extends RoomSettings> implements Supplier<S> {

  private static final Logger LOG = Logger.getLogger("dev.sluice.configuration");

  private final List<Consumer<S>> followers = new CopyOnWriteArrayList<>();
  private final Function<Edition, S> reading;
  private final Turn turn;
  private volatile S now;

  /** When a room changes. */
  private enum Turn {
    AMONG_ALL,
    LAST,
    NEVER
  }

  private Live(S first, Function<Edition, S> reading, Turn turn) {
    this.now = first;
    this.reading = reading;
    this.turn = turn;
  }

  /**
   * Settings that follow the configuration.
   *
   * @param first what the start read
   * @param reading makes them of a configuration; what is wrong with it is among their problems
   */
  public static <S extends RoomSettings> Live<S> of(S first, Function<Edition, S> reading) {
    return new Live<>(first, reading, Turn.AMONG_ALL);
  }

  /**
   * Settings that are judged with every configuration, so that a wrong one is refused whole, and
   * count from the next start on.
   */
  public static <S extends RoomSettings> Live<S> untilTheNextStart(
      S first, Function<Edition, S> reading) {
    return new Live<>(first, reading, Turn.NEVER);
  }

  /** Settings that never change. */
  public static <S extends RoomSettings> Live<S> still(S only) {
    return untilTheNextStart(only, edition -> only);
  }

  /**
   * The same, to be changed after all others. Rooms change one after the other; who is let in by
   * new settings is to find them everywhere.
   */
  public Live<S> last() {
    return new Live<>(now, reading, Turn.LAST);
  }

  /** The settings that count now. To be asked for at each use, or followed. */
  public S now() {
    return now;
  }

  @Override
  public S get() {
    return now;
  }

  /**
   * Hears of each change, after it counts: one change after the other, never on an event loop.
   * Lives as long as the gateway.
   */
  public void follow(Consumer<S> follower) {
    followers.add(follower);
  }

  boolean isLast() {
    return turn == Turn.LAST;
  }

  /** What these settings would be in that edition, and how they come to count. */
  Next<S> next(Edition edition) {
    return new Next<>(this, reading.apply(edition));
  }

  /** Settings that do not count yet. */
  record Next<S extends RoomSettings>(Live<S> room, S settings) {

    void count() {
      if (room.turn == Turn.NEVER) {
        return;
      }
      room.now = settings;
      for (Consumer<S> follower : room.followers) {
        try {
          follower.accept(settings);
        } catch (RuntimeException fault) {
          // The others are told all the same: a key that was revoked is one no more.
          LOG.errorf(fault, "configuration-half-heard settings=%s", settings.getClass().getName());
        }
      }
    }
  }
}
