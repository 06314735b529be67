package dev.sluice.task.redis;

import dev.sluice.redis.Broadcasts;
import dev.sluice.task.FoundBy;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.task.ToldEnd;
import dev.sluice.task.ToldEnds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Hears what {@code end.lua} publishes. */
final class EndsInRedis implements Broadcasts.Listener {

  /** What the channel is for. */
  static final String CHANNEL = "ends";

  private static final Logger LOG = Logger.getLogger(EndsInRedis.class);
  private static final int FIELDS = 6;
  private static final String LATE = "LATE";

  private final ToldEnds told;

  EndsInRedis(ToldEnds told) {
    this.told = told;
  }

  @Override
  public void heard(byte[] message) {
    end(message)
        .ifPresentOrElse(told::told, () -> LOG.warnf("end-unread bytes=%d", message.length));
  }

  @Override
  public void hearing(boolean now) {
    told.hearing(now);
  }

  /** What a message says; empty for one of a version that is not known. */
  static Optional<ToldEnd> end(byte[] message) {
    List<String> fields = fields(message);
    if (fields.size() < FIELDS) {
      return Optional.empty();
    }
    try {
      boolean late = fields.get(0).equals(LATE);
      return Optional.of(
          new ToldEnd(
              new TaskKey(fields.get(2), fields.get(3)),
              fields.get(4),
              fields.get(5),
              TaskEnd.Cause.valueOf(fields.get(1)),
              late ? FoundBy.CALLBACK : FoundBy.valueOf(fields.get(0)),
              late));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** Each field is its length in bytes, a colon, and the bytes. */
  private static List<String> fields(byte[] message) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (at < message.length) {
      int length = 0;
      while (at < message.length && message[at] >= '0' && message[at] <= '9') {
        length = 10 * length + message[at++] - '0';
      }
      if (at >= message.length || message[at] != ':' || length > message.length - at - 1) {
        return List.of();
      }
      fields.add(new String(message, at + 1, length, StandardCharsets.UTF_8));
      at += 1 + length;
    }
    return fields;
  }
}
