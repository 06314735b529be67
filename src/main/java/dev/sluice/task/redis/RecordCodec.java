package dev.sluice.task.redis;

import static dev.sluice.redis.Resp.bytes;
import static dev.sluice.redis.Resp.text;

import dev.sluice.routing.Provider;
import dev.sluice.task.Asked;
import dev.sluice.task.Debt;
import dev.sluice.task.Origin;
import dev.sluice.task.Owned;
import dev.sluice.task.Spoken;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.task.TaskRecord;
import dev.sluice.task.Trace;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records as {@code record.lua} lays them out. */
final class RecordCodec {

  private static final int STATUS_DIGITS = 3;
  private static final int TEAM = 2;
  private static final int MODEL = 3;
  private static final int PROVIDER = 4;
  private static final int SLOT = 5;
  private static final int ACCEPTED = 6;
  private static final int WORD = 7;
  private static final int CAUSE = 8;
  private static final int ENDED_AT = 9;
  private static final int CALLBACK = 10;
  private static final int OWED = 11;
  private static final int DIALECT = 12;
  private static final int ASKED_MODEL = 13;

  private RecordCodec() {}

  /** What is known of a task, from the answer of a script; empty for nil. */
  static Optional<Trace> trace(String visibleId, @Nullable Response told) {
    if (told == null) {
      return Optional.empty();
    }
    TaskKey key = key(told, 0);
    String team = text(told, TEAM);
    String model = text(told, MODEL);
    Response word = told.get(WORD);
    boolean ended = told.get(CAUSE) != null;
    if (word == null) {
      return Optional.of(new Owned(key, visibleId, team, model, asked(told)));
    }
    Optional<TaskEnd> end = ended ? Optional.of(end(told)) : Optional.empty();
    return Optional.of(
        new TaskRecord(
            key,
            visibleId,
            origin(told),
            Long.parseLong(text(told, ACCEPTED)),
            spoken(word.toBytes()),
            end));
  }

  /** What the end of this task still owes; empty where it is open, paid, or another. */
  static Optional<Debt> debt(TaskKey key, String visibleId, @Nullable Response told) {
    if (told == null || told.get(OWED) == null || !key.equals(key(told, 0))) {
      return Optional.empty();
    }
    Optional<Spoken> word = Optional.ofNullable(told.get(WORD)).map(it -> spoken(it.toBytes()));
    long accepted = Long.parseLong(text(told, ACCEPTED));
    return Optional.of(new Debt(key, visibleId, origin(told), accepted, end(told), word));
  }

  private static Origin origin(Response told) {
    return new Origin(
        text(told, TEAM),
        text(told, MODEL),
        Provider.of(text(told, PROVIDER)).orElse(Provider.AUTO),
        text(told, SLOT),
        told.get(CALLBACK) == null ? Optional.empty() : Optional.of(text(told, CALLBACK)),
        asked(told));
  }

  private static Optional<Asked> asked(Response told) {
    if (told.get(DIALECT) == null) {
      return Optional.empty();
    }
    int model = told.get(ASKED_MODEL) == null ? MODEL : ASKED_MODEL;
    return Optional.of(new Asked(text(told, DIALECT), text(told, model)));
  }

  private static TaskEnd end(Response told) {
    return new TaskEnd(
        TaskEnd.Cause.valueOf(text(told, CAUSE)), Long.parseLong(text(told, ENDED_AT)));
  }

  /** The record's fields in the order of {@code bind.lua}. */
  static List<byte[]> fields(TaskRecord record) {
    Origin origin = record.origin();
    return List.of(
        bytes(record.key().upstream()),
        bytes(record.key().taskId()),
        bytes(origin.team()),
        bytes(origin.model()),
        bytes(origin.provider().word()),
        bytes(origin.slot()),
        bytes(record.acceptedMillis()),
        word(record.last()),
        bytes(origin.callback().orElse("")),
        bytes(origin.asked().map(Asked::dialect).orElse("")),
        bytes(
            origin
                .asked()
                .map(Asked::model)
                .filter(model -> !model.equals(origin.model()))
                .orElse("")));
  }

  /** A word as it is kept. */
  static byte[] word(Spoken spoken) {
    byte[] body = spoken.body();
    byte[] word = new byte[STATUS_DIGITS + body.length];
    int status = spoken.status();
    word[0] = (byte) ('0' + status / 100 % 10);
    word[1] = (byte) ('0' + status / 10 % 10);
    word[2] = (byte) ('0' + status % 10);
    System.arraycopy(body, 0, word, STATUS_DIGITS, body.length);
    return word;
  }

  private static Spoken spoken(byte[] word) {
    int status = Integer.parseInt(new String(word, 0, STATUS_DIGITS, StandardCharsets.US_ASCII));
    return new Spoken(status, Arrays.copyOfRange(word, STATUS_DIGITS, word.length));
  }

  /** The key whose two fields begin at this index. */
  static TaskKey key(Response array, int from) {
    return new TaskKey(text(array, from), text(array, from + 1));
  }
}
