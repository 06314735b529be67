package dev.sluice.deferral.redis;

import static dev.sluice.redis.Resp.bytes;
import static dev.sluice.redis.Resp.text;

import dev.sluice.deferral.Cursor;
import dev.sluice.deferral.Deferred;
import dev.sluice.deferral.DeferredQueue;
import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.Listed;
import dev.sluice.deferral.DeferredQueue.Page;
import dev.sluice.deferral.DeferredQueue.State;
import dev.sluice.deferral.Pace;
import io.vertx.mutiny.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Deferred submits as {@code queue.lua} lays them out. */
final class DeferredCodec {

  private static final byte[] NOTHING = {};
  private static final String QUEUED = "q";

  private DeferredCodec() {}

  /** The claims that a program tells. */
  static List<Claim> claims(@Nullable Response told, String token) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; told != null && i < told.size(); i++) {
      claims.add(claim(told.get(i), token));
    }
    return claims;
  }

  /** The page that a program tells: for each its id, fields and number. */
  static Page page(@Nullable Response told) {
    List<Listed> waiting = new ArrayList<>();
    Cursor last = Cursor.of(Optional.empty());
    for (int i = 0; told != null && i < told.size(); i++) {
      Response fields = told.get(i).get(1);
      waiting.add(
          new Listed(submit(text(told.get(i), 0), fields), !text(fields, 7).equals(QUEUED)));
      last = new Cursor(text(fields, 0), Long.parseLong(text(told.get(i), 2)));
    }
    return new Page(
        waiting,
        waiting.size() < DeferredQueue.PAGE ? Optional.empty() : Optional.of(last.written()));
  }

  /** The claim that a program tells: its id, and its fields. */
  static Claim claim(Response told, String token) {
    Response fields = told.get(1);
    return new Claim(submit(text(told, 0), fields), token, state(text(fields, 7)));
  }

  private static Deferred submit(String id, Response fields) {
    Response body = fields.get(4);
    return new Deferred(
        id,
        text(fields, 0),
        text(fields, 1),
        text(fields, 2),
        fields.get(3) == null ? Map.of() : headers(text(fields, 3)),
        body == null ? NOTHING : body.toBytes(),
        Long.parseLong(text(fields, 5)),
        Long.parseLong(text(fields, 6)));
  }

  private static State state(String letter) {
    return switch (letter) {
      case "c" -> State.CLAIMED;
      case "v" -> State.OVERDUE;
      case "x" -> State.CANCELLED;
      case "d" -> State.DEPARTED;
      default -> throw new IllegalArgumentException("a state that nobody can have claimed");
    };
  }

  /** What waits, by team. */
  static Map<String, Backlog> backlogs(Response told) {
    Map<String, Backlog> backlogs = new TreeMap<>();
    for (int i = 0; i < told.size(); i++) {
      Response row = told.get(i);
      backlogs.put(
          text(row, 0),
          new Backlog(
              row.get(1).toInteger(),
              row.get(2).toInteger(),
              Long.parseLong(text(row, 3)),
              Long.parseLong(text(row, 4)),
              Long.parseLong(text(row, 5)),
              Pace.perSecond(Double.parseDouble(text(row, 6)), row.get(7).toLong())));
    }
    return backlogs;
  }

  /** Headers as they are kept: no value has a line's end in it. */
  static byte[] headers(Map<String, String> headers) {
    StringBuilder lines = new StringBuilder();
    headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    return bytes(lines.toString());
  }

  private static Map<String, String> headers(String lines) {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines.split("\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return headers;
  }
}
