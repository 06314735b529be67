package dev.sluice.quota.redis;

import dev.sluice.redis.RedisLink;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What {@code read.lua} and {@code swap.lua} do, in virtual time, over a road that takes some
 * milliseconds each way.
 */
final class FakeRedis implements RedisLink {

  private final TestTime time;
  private final Random random;
  private final Map<String, Kept> kept = new HashMap<>();
  private Duration ahead = Duration.ZERO;
  private Duration slowest = Duration.ofMillis(3);
  private boolean away;
  private int swaps;

  private record Kept(String value, long until) {}

  FakeRedis(TestTime time, long seed) {
    this.time = time;
    this.random = new Random(seed);
  }

  /** How long one way takes at most; at least 1 ms. */
  FakeRedis slowest(Duration oneWay) {
    slowest = oneWay;
    return this;
  }

  void forget() {
    kept.clear();
  }

  void away(boolean gone) {
    away = gone;
  }

  /** Its clock, compared to everybody else's. */
  void setClock(Duration aheadOfOthers) {
    ahead = aheadOfOthers;
  }

  String value(String key) {
    return kept.get(key).value();
  }

  List<String> keys() {
    return kept.keySet().stream().sorted().toList();
  }

  /** How many swaps succeeded. */
  int swaps() {
    return swaps;
  }

  @Override
  public Uni<Response> send(Request command) {
    List<String> parts = parts(command.toString());
    return Uni.createFrom()
        .emitter(
            out -> {
              if (away) {
                time.after(
                    DEADLINE,
                    () -> out.fail(new StoreFailure(StoreFailure.Kind.UNKNOWN, "no answer")));
                return;
              }
              time.after(
                  oneWay(),
                  () -> {
                    Response answer = run(parts.subList(3, parts.size()));
                    time.after(oneWay(), () -> out.complete(answer));
                  });
            });
  }

  private Duration oneWay() {
    return Duration.ofNanos((long) (random.nextDouble() * slowest.toNanos()));
  }

  /** One key; no arguments read it, three swap it. */
  private Response run(List<String> keyAndArguments) {
    long now = time.nanos();
    Instant clock = time.clock().instant().plus(ahead);
    String key = keyAndArguments.get(0);
    Kept there = kept.get(key);
    if (there != null && there.until() <= now) {
      kept.remove(key);
      there = null;
    }
    String value = there == null ? null : there.value();
    if (keyAndArguments.size() == 1) {
      return answer(value, clock);
    }
    boolean same = keyAndArguments.get(1).equals(value == null ? "" : value);
    if (same) {
      swaps++;
      long until = now + Long.parseLong(keyAndArguments.get(3)) * 1_000_000;
      kept.put(key, new Kept(keyAndArguments.get(2), until));
    }
    return answer(same ? "1" : "0", same ? null : value, clock);
  }

  private static Response answer(Object... parts) {
    MultiType all = MultiType.create(parts.length + 1, false);
    for (Object part : parts) {
      if (part instanceof Instant now) {
        all.add(bulk("" + now.getEpochSecond()));
        all.add(bulk("" + now.getNano() / 1000));
      } else {
        all.add(part == null ? null : bulk((String) part));
      }
    }
    return Response.newInstance(all);
  }

  private static BulkType bulk(String text) {
    return BulkType.create(Buffer.buffer(text), false);
  }

  /** The parts of a command as it is written on the wire. */
  private static List<String> parts(String wire) {
    List<String> parts = new ArrayList<>();
    byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
    int at = wire.indexOf("\r\n") + 2;
    while (at < bytes.length) {
      int end = wire.indexOf("\r\n", at);
      int length = Integer.parseInt(wire.substring(at + 1, end));
      parts.add(wire.substring(end + 2, end + 2 + length));
      at = end + 2 + length + 2;
    }
    return parts;
  }

  @Override
  public Uni<List<Response>> send(List<Request> commands) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Boolean> confirmed(List<Request> commands) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean up() {
    return !away;
  }

  @Override
  public Uni<List<Response>> everyMaster(Request command) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Duration silence() {
    return Duration.ZERO;
  }

  @Override
  public boolean reached() {
    return true;
  }

  @Override
  public long failures() {
    return 0;
  }

  @Override
  public String mode() {
    return "virtual";
  }
}
