package dev.sluice.task.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.redis.StoreFailure;
import dev.sluice.task.IdempotencyStore;
import dev.sluice.task.KeptAnswer;
import dev.sluice.task.KeyStanding;
import dev.sluice.task.KeyedSubmit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys in Redis: a hash for each, which goes by its own expiry. Each step is one script and one
 * round trip; a claim that was made is asserted by a second one, which waits for a replica (law
 * G4), so that replays and refusals do not wait for any. While memory is short no new key is let in
 * (law G6).
 */
final class RedisIdempotencyStore implements IdempotencyStore {

  /** How long a claim that was given up, and may yet arrive, is remembered. */
  /** What is kept, in the words of a failure. */
  private static final String KEY = "the key";

  private static final Duration WITHDRAWN = Duration.ofMinutes(1);

  private static final String YES = "1";
  private static final String NO = "0";

  private static final RedisScript CLAIM = script("idempotency-claim.lua");
  private static final RedisScript KEEP = script("idempotency-keep.lua");
  private static final RedisScript FREE = script("idempotency-free.lua");
  private static final RedisScript COMPLETE = script("idempotency-complete.lua");

  private final RedisLink link;
  private final Duration retention;
  private final BooleanSupplier pressed;

  /**
   * @param retention of an answer, from when it is kept
   * @param pressed whether memory is short
   */
  RedisIdempotencyStore(RedisLink link, Duration retention, BooleanSupplier pressed) {
    this.link = link;
    this.retention = retention;
    this.pressed = pressed;
  }

  @Override
  public Uni<KeyStanding> claim(KeyedSubmit submit, Duration within) {
    return Uni.createFrom()
        .deferred(() -> CLAIM.run(link, keys(submit), claiming(submit, within, false)))
        .map(RedisIdempotencyStore::standing)
        .chain(
            standing ->
                standing == KeyStanding.Plain.CLAIMED
                    ? asserted(submit, within).replaceWith(standing)
                    : Uni.createFrom().item(standing));
  }

  /** By now it may have been made, whatever the second trip came to. */
  private Uni<Void> asserted(KeyedSubmit submit, Duration within) {
    return CLAIM
        .confirmed(link, keys(submit), claiming(submit, within, true), KEY)
        .onFailure(StoreFailure.class)
        .transform(
            failure ->
                new StoreFailure(StoreFailure.Kind.UNKNOWN, String.valueOf(failure.getMessage())));
  }

  @Override
  public Uni<Void> keep(KeyedSubmit submit, KeptAnswer answer) {
    return KEEP.confirmedOn(
        link,
        List.of(key(submit)),
        List.of(
            submit.token().getBytes(UTF_8),
            (answer.open() ? YES : NO).getBytes(UTF_8),
            KeptAnswerCodec.bytes(answer),
            millis(retention).getBytes(UTF_8),
            submit.fingerprint().getBytes(UTF_8)),
        KEY);
  }

  @Override
  public Uni<Void> free(KeyedSubmit submit) {
    return free(submit, false);
  }

  @Override
  public Uni<Void> withdraw(KeyedSubmit submit) {
    return free(submit, true);
  }

  private Uni<Void> free(KeyedSubmit submit, boolean mayArrive) {
    return FREE.confirmed(
        link, keys(submit), List.of(submit.token(), mayArrive ? YES : NO, millis(WITHDRAWN)), KEY);
  }

  @Override
  public Uni<Boolean> complete(String team, String digest, KeptAnswer answer) {
    List<String> keys = List.of(key(team, digest));
    List<byte[]> arguments =
        List.of(KeptAnswerCodec.bytes(answer), millis(retention).getBytes(UTF_8));
    return COMPLETE
        .runOn(link, keys, arguments)
        .map(told -> told != null && told.toInteger() == 1)
        .chain(
            stands ->
                stands
                    ? COMPLETE.confirmedOn(link, keys, arguments, KEY).replaceWith(true)
                    : Uni.createFrom().item(false));
  }

  /** Redis does it by itself. */
  @Override
  public void sweep() {}

  private List<String> claiming(KeyedSubmit submit, Duration within, boolean again) {
    return List.of(
        submit.fingerprint(),
        submit.token(),
        millis(within),
        millis(retention),
        !again && pressed.getAsBoolean() ? YES : NO,
        again ? YES : NO);
  }

  private static KeyStanding standing(@Nullable Response told) {
    if (told == null) {
      throw new IllegalStateException("a claim has no answer");
    }
    if (told.size() == 1) {
      return KeyStanding.Plain.valueOf(told.get(0).toString().toUpperCase(Locale.ROOT));
    }
    boolean open = told.get(0).toString().equals("o");
    return new KeyStanding.Kept(KeptAnswerCodec.answer(open, told.get(1).toBytes()));
  }

  private static List<String> keys(KeyedSubmit submit) {
    return List.of(
        key(submit),
        KeySpace.idempotency(submit.team(), submit.digest(), "gone:" + submit.token()));
  }

  private static String key(KeyedSubmit submit) {
    return key(submit.team(), submit.digest());
  }

  private static String key(String team, String digest) {
    return KeySpace.idempotency(team, digest, "key");
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static RedisScript script(String file) {
    return RedisScript.of(RedisIdempotencyStore.class, file);
  }
}
