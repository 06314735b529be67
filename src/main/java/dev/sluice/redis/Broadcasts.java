package dev.sluice.redis;

import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/**
 * What is published on a channel, told to every process that hears it, this one included.
 *
 * <p>At most once: what is published while the connection is away is lost, and whoever hears is
 * told of the gap. A publication needs no connection of its own ({@code PUBLISH}, also in a
 * script).
 */
public final class Broadcasts {

  private final RedisLink link;
  private final BiFunction<String, Listener, Ear> opener;
  private final List<Ear> ears = new CopyOnWriteArrayList<>();

  /** Whoever hears. Called on an event loop. */
  public interface Listener {

    /** Something was published. */
    void heard(byte[] message);

    /** From now on everything is heard, or nothing is; not called twice for the same. */
    void hearing(boolean now);
  }

  /**
   * @param opener makes the connection that hears a channel
   */
  Broadcasts(RedisLink link, BiFunction<String, Listener, Ear> opener) {
    this.link = link;
    this.opener = opener;
  }

  /**
   * Hears what is published on this channel from now on, or as soon as Redis is there, over a
   * connection of its own. Once for each channel.
   *
   * @param channel see {@link RedisLink#channel}
   */
  public void hear(String channel, Listener listener) {
    Ear ear = opener.apply(channel, listener);
    ears.add(ear);
    ear.start(() -> link.send(echo(channel)).map(anybody -> true));
  }

  /** An empty message, which no listener is told. */
  private static Request echo(String channel) {
    return Request.cmd(Command.PUBLISH).arg(channel).arg("");
  }

  void close() {
    ears.forEach(Ear::close);
    ears.clear();
  }
}
