package dev.sluice.trail.redis;

import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.Entry;
import dev.sluice.trail.EntryCodec;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trail as a stream in Redis; a cursor is the id of the last entry of a page. */
final class RedisAuditTrail implements AuditTrail {

  private static final String KEY = KeySpace.administration("trail");
  private static final RedisScript ADD =
      RedisScript.of(RedisAuditTrail.class, "trail.lua", "add.lua");

  private final RedisLink link;

  RedisAuditTrail(RedisLink link) {
    this.link = link;
  }

  @Override
  public Uni<Void> add(Entry entry) {
    return ADD.confirmed(link, List.of(KEY), List.of(EntryCodec.encoded(entry)), "the entry");
  }

  @Override
  public Uni<Page> list(Optional<String> cursor) {
    if (cursor.isPresent() && !CURSOR.matcher(cursor.get()).matches()) {
      throw new IllegalArgumentException("no cursor of the audit trail");
    }
    return link.send(
            Request.cmd(Command.XREVRANGE)
                .arg(KEY)
                .arg(cursor.map(last -> "(" + last).orElse("+"))
                .arg("-")
                .arg("COUNT")
                .arg(PAGE + 1))
        .map(RedisAuditTrail::page);
  }

  private static Page page(@Nullable Response told) {
    List<Entry> entries = new ArrayList<>();
    String last = "";
    for (int i = 0; told != null && i < told.size(); i++) {
      if (entries.size() == PAGE) {
        return new Page(entries, Optional.of(last));
      }
      last = told.get(i).get(0).toString();
      entries.add(EntryCodec.decoded(told.get(i).get(1).get(1).toString(StandardCharsets.UTF_8)));
    }
    return new Page(entries, Optional.empty());
  }
}
