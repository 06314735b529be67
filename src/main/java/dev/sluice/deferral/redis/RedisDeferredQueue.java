package dev.sluice.deferral.redis;

import static dev.sluice.redis.Resp.arguments;
import static dev.sluice.redis.Resp.bytes;
import static dev.sluice.redis.Resp.number;
import static dev.sluice.redis.Resp.text;

import dev.sluice.deferral.Cursor;
import dev.sluice.deferral.Deferred;
import dev.sluice.deferral.DeferredQueue;
import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue in Redis. A call is one program.
 *
 * <p>A server that was replaced or restarted may have forgotten the last that it was told, and so
 * take for queued what was sent. It gives nothing out for five seconds, and each replica, which
 * learns of it by its next {@link #claim}, tells it again what it had told it in the last minute.
 *
 * <p>While memory is short nothing more is kept (law G6).
 */
final class RedisDeferredQueue implements DeferredQueue {

  private static final int FIRST_TURNS = 0xffff;

  static final List<String> SUMS = List.of(KeySpace.deferral("sums"));

  private final RedisLink link;
  private final QueueProgram program;
  private final Room all;
  private final Duration lease;
  private final BooleanSupplier pressed;
  private final AtomicInteger turns = new AtomicInteger();
  private final RecentWords words;

  /**
   * @param all what all teams together may have waiting
   * @param lease after which a silent owner's claims expire
   * @param pressed whether memory is short
   */
  RedisDeferredQueue(
      RedisLink link,
      QueueProgram program,
      Room all,
      Duration lease,
      BooleanSupplier pressed,
      Ticker ticker) {
    this.link = link;
    this.program = program;
    this.all = all;
    this.lease = lease;
    this.pressed = pressed;
    this.words = new RecentWords(link, program.tell, ticker);
  }

  @Override
  public Uni<Kept> keep(Deferred fresh, Room room) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (pressed.getAsBoolean()) {
                return Uni.createFrom().item(Kept.FULL);
              }
              List<byte[]> arguments =
                  arguments(fresh.id(), fresh.team(), fresh.door(), fresh.model());
              arguments.add(DeferredCodec.headers(fresh.headers()));
              arguments.add(fresh.body());
              arguments.addAll(
                  arguments(
                      fresh.acceptedMillis(),
                      fresh.expiresMillis(),
                      room.entries(),
                      room.bytes(),
                      all.entries(),
                      all.bytes()));
              return program.keep.runOn(link, SUMS, arguments).map(told -> kept(number(told)));
            });
  }

  private static Kept kept(int told) {
    return told > 0 ? Kept.NEW : told == 0 ? Kept.KNOWN : Kept.FULL;
  }

  @Override
  public Uni<Boolean> confirm(String id) {
    return program
        .confirm
        .confirmed(link, SUMS, List.of(id), "the deferred submit")
        .replaceWith(true)
        .onFailure(failure -> StoreFailure.refused(failure, "OVER"))
        .recoverWithItem(false);
  }

  @Override
  public Uni<Turn> claim(String owner, Share share, boolean backlogs) {
    return Uni.createFrom()
        .deferred(
            () -> {
              String token = UUID.randomUUID().toString();
              List<byte[]> arguments =
                  arguments(
                      owner,
                      token,
                      lease.toMillis(),
                      share.perTeam(),
                      share.most(),
                      share.bytes(),
                      turns.getAndIncrement() & FIRST_TURNS,
                      backlogs ? 1 : 0);
              share.teams().forEach(team -> arguments.add(bytes(team)));
              return program
                  .claim
                  .runOn(link, SUMS, arguments)
                  .chain(
                      told ->
                          words
                              .heard(owner, told == null ? "" : text(told, 0))
                              .replaceWith(turn(told, token, backlogs)));
            });
  }

  private static Turn turn(@Nullable Response told, String token, boolean backlogs) {
    return told == null
        ? new Turn(List.of(), Optional.empty())
        : new Turn(
            DeferredCodec.claims(told.get(1), token),
            backlogs ? Optional.of(DeferredCodec.backlogs(told.get(2))) : Optional.empty());
  }

  @Override
  public Uni<Void> holds(String owner, Set<String> ids) {
    List<String> arguments = new ArrayList<>(List.of(owner));
    arguments.addAll(ids);
    return program.holds.run(link, SUMS, arguments).replaceWithVoid();
  }

  @Override
  public Uni<Boolean> depart(Claim claim, Duration hold) {
    String id = claim.submit().id();
    return Uni.createFrom()
        .deferred(
            () -> {
              words.departed(id, claim.token(), hold.toMillis());
              return program.depart.confirmed(
                  link,
                  SUMS,
                  List.of(id, claim.token(), Long.toString(hold.toMillis())),
                  "the departure");
            })
        .replaceWith(true)
        .onFailure(failure -> StoreFailure.refused(failure, "LOST"))
        .recoverWithItem(
            () -> {
              words.forget(id, claim.token());
              return false;
            });
  }

  @Override
  public Uni<Boolean> stay(Claim claim, String fresh) {
    return back(claim, fresh);
  }

  @Override
  public Uni<Boolean> putBack(Claim claim) {
    return back(claim, "");
  }

  @Override
  public Uni<Boolean> resign(Claim claim) {
    return step(program.resign, claim);
  }

  private Uni<Boolean> back(Claim claim, String fresh) {
    Deferred submit = claim.submit();
    return Uni.createFrom()
        .deferred(
            () -> {
              words.forget(submit.id(), claim.token());
              List<byte[]> arguments = arguments(submit.id(), claim.token());
              arguments.add(DeferredCodec.headers(submit.headers()));
              arguments.add(submit.body());
              arguments.addAll(arguments(fresh));
              return program.back.runOn(link, SUMS, arguments).map(told -> number(told) == 1);
            });
  }

  @Override
  public Uni<Boolean> doubt(Claim claim) {
    return step(program.doubt, claim);
  }

  @Override
  public Uni<Boolean> finish(Claim claim) {
    return step(program.finish, claim)
        .invoke(
            finished -> {
              if (finished) {
                words.over(claim.submit().id(), claim.token());
              }
            });
  }

  private Uni<Boolean> step(RedisScript script, Claim claim) {
    return script
        .run(link, SUMS, List.of(claim.submit().id(), claim.token()))
        .map(told -> number(told) == 1);
  }

  @Override
  public Uni<Boolean> withdraw(String id) {
    return program.withdraw.run(link, SUMS, List.of(id)).map(told -> number(told) == 1);
  }

  @Override
  public Uni<Page> list(Optional<String> team, Optional<String> cursor) {
    Cursor after = Cursor.of(cursor);
    return program
        .list
        .runOn(link, SUMS, arguments(PAGE, team.orElse(""), after.team(), after.number()))
        .map(DeferredCodec::page);
  }

  @Override
  public Uni<Cancellation> cancel(String owner, Optional<String> team, String id) {
    return Uni.createFrom()
        .deferred(
            () -> {
              String token = UUID.randomUUID().toString();
              return program
                  .cancel
                  .runOn(link, SUMS, arguments(owner, token, lease.toMillis(), team.orElse(""), id))
                  .map(
                      told -> {
                        if (told == null) {
                          return new Cancellation.Unknown();
                        }
                        if (told.type() == ResponseType.NUMBER) {
                          return new Cancellation.TooLate();
                        }
                        return new Cancellation.Cancelled(DeferredCodec.claim(told, token));
                      });
            });
  }

  @Override
  public Uni<List<Claim>> over(String owner, int most) {
    return Uni.createFrom()
        .deferred(
            () -> {
              String token = UUID.randomUUID().toString();
              return program
                  .over
                  .runOn(link, SUMS, arguments(owner, token, lease.toMillis(), most))
                  .map(told -> DeferredCodec.claims(told, token));
            });
  }
}
