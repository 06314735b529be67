package dev.sluice.task.redis;

import dev.sluice.redis.RedisLink;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drops envelopes of ended tasks before their time, when memory is short (law G6).
 *
 * <p>A step looks at a part of the keys, a random one on each master, and drops that half of the
 * envelopes found in it which would go first anyhow; a round is at most {@value #STEPS} steps. So
 * it is nearly, and not exactly, those nearest to their expiry that go first.
 */
final class Clearance {

  private static final int STEPS = 2;
  private static final int SCANNED = 1000;
  private static final int AT_ONCE = 64;

  private final RedisLink link;
  private final String pattern;
  private final AtomicBoolean clearing = new AtomicBoolean();

  private record Envelope(String key, long left) {}

  /**
   * @param pattern what the keys of envelopes look like
   */
  Clearance(RedisLink link, String pattern) {
    this.link = link;
    this.pattern = pattern;
  }

  /** One round. Does nothing while another is on its way. */
  void round() {
    if (clearing.compareAndSet(false, true)) {
      steps(STEPS)
          .onTermination()
          .invoke(() -> clearing.set(false))
          .subscribe()
          .with(done -> {}, failure -> {});
    }
  }

  private Uni<Void> steps(int left) {
    return left == 0 ? Uni.createFrom().voidItem() : step().chain(() -> steps(left - 1));
  }

  /** A scan may begin anywhere: its cursor is a place among the keys. */
  private Uni<Void> step() {
    Request scan =
        Request.cmd(Command.SCAN)
            .arg(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE))
            .arg("MATCH")
            .arg(pattern)
            .arg("COUNT")
            .arg(SCANNED);
    return link.everyMaster(scan).chain(this::drop);
  }

  private Uni<Void> drop(List<Response> scanned) {
    List<String> keys = new ArrayList<>();
    for (Response master : scanned) {
      master.get(1).forEach(key -> keys.add(key.toString(StandardCharsets.UTF_8)));
    }
    return Multi.createFrom()
        .iterable(keys)
        .onItem()
        .transformToUni(
            key ->
                link.send(Request.cmd(Command.PTTL).arg(key))
                    .map(left -> new Envelope(key, left == null ? 0 : left.toLong())))
        .merge(AT_ONCE)
        .collect()
        .asList()
        .chain(this::dropFirst);
  }

  private Uni<Void> dropFirst(List<Envelope> envelopes) {
    List<Envelope> order = new ArrayList<>(envelopes);
    order.sort(Comparator.comparingLong(Envelope::left));
    return Multi.createFrom()
        .iterable(order.subList(0, (order.size() + 1) / 2))
        .onItem()
        .transformToUni(envelope -> link.send(Request.cmd(Command.UNLINK).arg(envelope.key())))
        .merge(AT_ONCE)
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
