package dev.sluice.relay.redis;

import static dev.sluice.redis.Resp.arguments;
import static dev.sluice.redis.Resp.bytes;
import static dev.sluice.redis.Resp.number;
import static dev.sluice.redis.Resp.text;

import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.relay.Delivery;
import dev.sluice.relay.DeliveryQueue;
import dev.sluice.relay.Settlement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queue in Redis. A call is one program, and a new delivery one confirmed write besides (law
 * G4), by the same server: a replica that has the write has all before it.
 *
 * <p>While memory is short, what was given up is dropped, what was delivered is known for an hour
 * only, and a team that is owed {@value #FEW} already is owed nothing more (law G6).
 */
final class RedisDeliveryQueue implements DeliveryQueue {

  /** Pending and dead ones of a team. */
  static final int ENTRIES = 20_000;

  /** The same while memory is short: bodies may be large, and must not stop the ledger. */
  static final int FEW = 1000;

  /** How many delivered ones of a team are listed; those beyond are known all the same. */
  static final int LISTED = 10_000;

  private static final int AT_A_TIME = 4;
  private static final int CLEARED = 200;
  private static final Duration SHORT = Duration.ofHours(1);
  private static final String NEXT = KeySpace.relay("next");

  private final RedisLink link;
  private final QueueProgram program;
  private final Duration lease;
  private final BooleanSupplier pressed;

  /**
   * @param lease after which another replica may have a claimed delivery
   * @param pressed whether memory is short
   */
  RedisDeliveryQueue(
      RedisLink link, QueueProgram program, Duration lease, BooleanSupplier pressed) {
    this.link = link;
    this.program = program;
    this.lease = lease;
    this.pressed = pressed;
  }

  @Override
  public Uni<Kept> keep(Delivery fresh) {
    List<byte[]> arguments =
        arguments(
            fresh.id(),
            ENTRIES,
            PER_LINE,
            DEAD_KEPT.toMillis(),
            fresh.receiver().team(),
            fresh.receiver().url(),
            fresh.receiver().line(),
            fresh.upstream(),
            fresh.taskId());
    arguments.add(fresh.body());
    arguments.add(bytes(String.valueOf(pressed.getAsBoolean() ? FEW : ENTRIES)));
    return program
        .keep
        .runOn(link, List.of(NEXT, message(fresh.id())), arguments)
        .map(told -> kept(number(told)))
        .chain(kept -> kept == Kept.FULL ? Uni.createFrom().item(kept) : confirm(fresh, kept));
  }

  private static Kept kept(int told) {
    return told > 0 ? Kept.NEW : told == 0 ? Kept.KNOWN : Kept.FULL;
  }

  private Uni<Kept> confirm(Delivery fresh, Kept kept) {
    return program
        .kept
        .confirmed(link, List.of(NEXT, message(fresh.id())), List.of(fresh.id()), "the delivery")
        .replaceWith(kept);
  }

  @Override
  public Uni<List<Claim>> claim(int most, int perLine, Set<String> without) {
    return Uni.createFrom()
        .deferred(
            () -> {
              String token = UUID.randomUUID().toString();
              List<byte[]> arguments =
                  arguments(most, perLine, PER_LINE, lease.toMillis(), token, AT_A_TIME);
              without.forEach(team -> arguments.add(bytes(team)));
              return program
                  .claim
                  .runOn(link, List.of(NEXT), arguments)
                  .map(told -> claims(told, token));
            });
  }

  private static List<Claim> claims(@Nullable Response told, String token) {
    return each(told)
        .map(it -> new Claim(DeliveryCodec.delivery(text(it, 0), it.get(1)), token))
        .toList();
  }

  @Override
  public Uni<Boolean> settle(Claim claim, Settlement settlement) {
    String id = claim.delivery().id();
    boolean delivered = settlement instanceof Settlement.Delivered;
    Duration kept = !delivered ? DEAD_KEPT : pressed.getAsBoolean() ? SHORT : DELIVERED_KEPT;
    return program
        .settle
        .runOn(
            link,
            List.of(NEXT, message(id)),
            arguments(
                id,
                claim.token(),
                word(settlement),
                settlement.result(),
                settlement instanceof Settlement.Again again ? again.after().toMillis() : 0,
                kept.toMillis(),
                delivered ? LISTED : ENTRIES,
                PER_LINE))
        .map(told -> number(told) == 1);
  }

  private static String word(Settlement settlement) {
    if (settlement instanceof Settlement.Again) {
      return "pending";
    }
    if (settlement instanceof Settlement.Cancelled) {
      return "cancelled";
    }
    return settlement instanceof Settlement.Dead ? "dead" : "delivered";
  }

  @Override
  public Uni<Page> list(Delivery.State state, Optional<String> team, Optional<String> cursor) {
    String[] last = cursor.map(text -> text.split(" ", 3)).orElse(new String[] {"", "", ""});
    if (last.length < 3 || !last[2].matches("\\d*")) {
      return Uni.createFrom().failure(new IllegalArgumentException("no cursor of deliveries"));
    }
    return program
        .list
        .runOn(
            link,
            List.of(NEXT),
            arguments(state.label(), PAGE, team.orElse(""), last[0], last[1], last[2]))
        .map(RedisDeliveryQueue::page);
  }

  private static Page page(@Nullable Response told) {
    List<Response> rows = each(told).toList();
    List<Delivery> page =
        rows.stream().map(it -> DeliveryCodec.delivery(text(it, 0), it.get(2))).toList();
    if (page.size() < PAGE) {
      return new Page(page, Optional.empty());
    }
    Delivery last = page.get(page.size() - 1);
    String since = text(rows.get(rows.size() - 1), 1);
    return new Page(page, Optional.of(last.receiver().team() + " " + last.id() + " " + since));
  }

  @Override
  public Uni<Optional<Delivery>> find(String id) {
    Request ask = Request.cmd(Command.HMGET).arg(message(id));
    for (String field : DeliveryCodec.FIELDS) {
      ask.arg(field);
    }
    return link.send(ask)
        .map(
            told ->
                told == null || told.get(0) == null
                    ? Optional.empty()
                    : Optional.of(DeliveryCodec.delivery(id, told)));
  }

  @Override
  public Uni<Redelivery> redeliver(String id, Optional<byte[]> body) {
    List<byte[]> arguments = arguments(id);
    arguments.add(body.orElse(new byte[0]));
    arguments.addAll(arguments(PER_LINE));
    return program
        .redeliver
        .runOn(link, List.of(NEXT, message(id)), arguments)
        .map(
            told ->
                told == null
                    ? Redelivery.UNKNOWN
                    : switch (told.toInteger()) {
                      case 1 -> Redelivery.DUE;
                      case 0 -> Redelivery.PENDING;
                      default -> Redelivery.NO_BODY;
                    });
  }

  @Override
  public Uni<Map<String, Long>> count(Delivery.State state) {
    return program
        .count
        .run(link, List.of(NEXT), List.of(state.label()))
        .map(
            told -> {
              Map<String, Long> counts = new HashMap<>();
              for (int i = 0; told != null && i + 1 < told.size(); i += 2) {
                counts.put(text(told, i), told.get(i + 1).toLong());
              }
              return counts;
            });
  }

  /** Where memory is short, drops some of what was given up. */
  @Override
  public void sweep() {
    if (pressed.getAsBoolean()) {
      program
          .clear
          .runOn(link, List.of(NEXT), arguments(CLEARED))
          .subscribe()
          .with(done -> {}, failure -> {});
    }
  }

  private static String message(String id) {
    return KeySpace.relay("msg:" + id);
  }

  private static Stream<Response> each(@Nullable Response told) {
    Stream.Builder<Response> rows = Stream.builder();
    for (int i = 0; told != null && i < told.size(); i++) {
      rows.add(told.get(i));
    }
    return rows.build();
  }
}
