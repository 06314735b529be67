package dev.sluice.amendment.redis;

import dev.sluice.amendment.AmendmentCodec;
import dev.sluice.amendment.AmendmentStore;
import dev.sluice.amendment.Amendments;
import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.redis.StoreFailure;
import dev.sluice.trail.Entry;
import dev.sluice.trail.EntryCodec;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In Redis, as one hash: number, label, and the whole as JSON. */
final class RedisAmendmentStore implements AmendmentStore {

  private static final String KEY = KeySpace.administration("amendments");
  private static final String TRAIL = KeySpace.administration("trail");
  private static final String STALE = "STALE";
  private static final RedisScript KEEP =
      RedisScript.of(RedisAmendmentStore.class, "trail.lua", "keep.lua");
  private static final RedisScript RESTORE =
      RedisScript.of(RedisAmendmentStore.class, "restore.lua");

  private final RedisLink link;

  RedisAmendmentStore(RedisLink link) {
    this.link = link;
  }

  @Override
  public Uni<Amendments> read() {
    return link.send(Request.cmd(Command.HGET).arg(KEY).arg("json"))
        .map(RedisAmendmentStore::amendments);
  }

  @Override
  public Uni<Optional<Amendments>> other(String label) {
    return link.send(Request.cmd(Command.HGET).arg(KEY).arg("label"))
        .chain(
            told -> {
              String kept = told == null ? Amendments.NONE.label() : told.toString();
              return kept.equals(label)
                  ? Uni.createFrom().item(Optional.<Amendments>empty())
                  : read().map(Optional::of);
            });
  }

  @Override
  public Uni<Boolean> keep(Amendments next, Entry entry) {
    return KEEP.confirmed(
            link,
            List.of(KEY, TRAIL),
            List.of(
                Long.toString(next.version()),
                next.label(),
                AmendmentCodec.encoded(next),
                EntryCodec.encoded(entry)),
            "the change")
        .replaceWith(true)
        .onFailure(failure -> StoreFailure.refused(failure, STALE))
        .recoverWithItem(false);
  }

  @Override
  public Uni<Void> restore(Amendments known) {
    return RESTORE.confirmed(
        link,
        List.of(KEY),
        List.of(Long.toString(known.version()), known.label(), AmendmentCodec.encoded(known)),
        "the change");
  }

  private static Amendments amendments(@Nullable Response told) {
    return told == null
        ? Amendments.NONE
        : AmendmentCodec.decoded(told.toString(StandardCharsets.UTF_8));
  }
}
