package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Provider;
import dev.sluice.task.TaskStore.Binding;
import dev.sluice.task.TaskStore.Effect;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of records does. */
public abstract class TaskStoreContract {

  protected static final TaskEnd SUCCESS = new TaskEnd(TaskEnd.Cause.SUCCESS, 1767225600000L);

  /** The store under test; empty at the beginning. */
  protected abstract TaskStore store();

  /** A task is bound only once, so each test has ids of its own. */
  private final String id = "task-" + System.identityHashCode(this);

  @Test
  void aTaskIsBoundOnceAndASecondBindChangesNothing() {
    assertThat(get(store().bind(task("a", id, "slot-1")))).isInstanceOf(Binding.Bound.class);

    Binding second = get(store().bind(task("a", id, "slot-2")));

    assertThat(((Binding.Taken) second).before()).isInstanceOf(TaskRecord.class);
    assertThat(record(id).origin().slot()).isEqualTo("slot-1");
  }

  @Test
  void aRecordIsReadAsItWasKept() {
    byte[] bytes = allBytes();
    TaskRecord kept =
        TaskRecord.open(
            new TaskKey("a", id + " ü{}:*\u20ac"),
            new Origin("red", "flux-2.1_x", Provider.OFFICIAL, "s"),
            1234567890123L,
            new Spoken(203, bytes));

    get(store().bind(kept));

    assertSame(record(kept.visibleId()), kept);
    assertThat(get(store().find(kept.key()))).isPresent();
  }

  @Test
  void wordsAreKeptByteForByte() {
    get(store().bind(task("a", id, "s")));

    assertThat(get(store().seen(new TaskKey("a", id), new Spoken(299, allBytes()))))
        .isEqualTo(Effect.DONE);
    assertThat(record(id).last().body()).isEqualTo(allBytes());
    assertThat(record(id).last().status()).isEqualTo(299);
    get(store().end(new TaskKey("a", id), SUCCESS, Optional.of(new Spoken(404, allBytes()))));

    assertThat(record(id).last().body()).isEqualTo(allBytes());
    assertThat(record(id).last().status()).isEqualTo(404);
  }

  @Test
  void anEndedRecordNeverChanges() {
    get(store().bind(task("a", id, "s")));
    assertThat(get(store().end(new TaskKey("a", id), SUCCESS, word("end")))).isEqualTo(Effect.DONE);

    assertThat(get(store().end(new TaskKey("a", id), lost(), word("lost"))))
        .isEqualTo(Effect.ENDED_BEFORE);
    assertThat(get(store().seen(new TaskKey("a", id), word("late").orElseThrow())))
        .isEqualTo(Effect.ENDED_BEFORE);
    assertThat(get(store().bind(task("a", id, "s")))).isInstanceOf(Binding.Taken.class);

    assertThat(new String(record(id).last().body(), StandardCharsets.UTF_8)).isEqualTo("end");
    assertThat(record(id).end()).contains(SUCCESS);
  }

  @Test
  void aTaskIdThatIsInUseForAnotherUpstreamBecomesAnAlias() {
    get(store().bind(task("a", id, "s1")));
    TaskRecord second = ((Binding.Bound) get(store().bind(task("b", id, "s2")))).record();

    assertThat(second.visibleId()).startsWith("sl_").hasSize(35);
    assertThat(get(store().find(id)).orElseThrow().key().upstream()).isEqualTo("a");
    assertThat(get(store().find(second.visibleId())).orElseThrow().key().upstream()).isEqualTo("b");
    assertThat(get(store().find(new TaskKey("b", id))).orElseThrow().visibleId())
        .isEqualTo(second.visibleId());
    assertThat(get(store().bind(task("b", id, "s3")))).isInstanceOf(Binding.Taken.class);
    assertThat(get(store().seen(second.key(), word("runs").orElseThrow()))).isEqualTo(Effect.DONE);
    assertThat(get(store().end(second.key(), SUCCESS, word("end")))).isEqualTo(Effect.DONE);
    assertThat(get(store().owed(second.key())).orElseThrow().origin().slot()).isEqualTo("s2");
    get(store().drained(second.key()));
    assertThat(get(store().owed(second.key()))).isEmpty();
    assertThat(record(id).ended()).isFalse();
    assertThat(record(second.visibleId()).ended()).isTrue();
  }

  @Test
  void anAliasedRecordThatWasLostIsBoundAgainUnderItsAlias() {
    TaskRecord known = task("b", id, "s").withVisibleId("sl_" + id);

    assertThat(get(store().bind(known))).isInstanceOf(Binding.Bound.class);

    assertThat(record("sl_" + id).key()).isEqualTo(known.key());
    assertThat(get(store().find(known.key()))).isPresent();
    assertThat(get(store().find(id))).isEmpty();
  }

  @Test
  void theTaskOfADeferredSubmitTakesThePlaceOfWhatStoodForIt() {
    String given = "sl_" + id;
    TaskRecord waiting = deferred(given);
    assertThat(get(store().bind(waiting))).isInstanceOf(Binding.Bound.class);
    assertThat(record(given).key().deferred()).isTrue();
    assertThat(get(store().bind(waiting))).as("told again").isInstanceOf(Binding.Taken.class);

    TaskRecord sent = task("b", id, "s").withVisibleId(given);
    assertThat(get(store().bind(sent))).isInstanceOf(Binding.Bound.class);

    assertSame(record(given), sent);
    assertThat(get(store().find(sent.key())).orElseThrow().visibleId()).isEqualTo(given);
    assertThat(get(store().find(waiting.key()))).as("the one before").isEmpty();
    assertThat(get(store().bind(waiting))).isInstanceOf(Binding.Taken.class);
    assertThat(get(store().end(waiting.key(), SUCCESS, word("no")))).isEqualTo(Effect.UNKNOWN);
    assertThat(get(store().end(sent.key(), SUCCESS, word("end")))).isEqualTo(Effect.DONE);
    assertThat(record(given).ended()).isTrue();
  }

  @Test
  void aDeferredSubmitThatHasEndedIsNotReplaced() {
    String given = "sl_" + id;
    TaskRecord waiting = deferred(given);
    get(store().bind(waiting));
    TaskEnd failed = new TaskEnd(TaskEnd.Cause.FAILED, 1767225600000L);
    assertThat(get(store().end(waiting.key(), failed, word("expired")))).isEqualTo(Effect.DONE);
    assertThat(get(store().owed(waiting.key())).orElseThrow().visibleId()).isEqualTo(given);

    assertThat(get(store().bind(task("b", id, "s").withVisibleId(given))))
        .isInstanceOf(Binding.Taken.class);

    assertThat(record(given).end().orElseThrow().cause()).isEqualTo(TaskEnd.Cause.FAILED);
    get(store().drained(waiting.key()));
    assertThat(get(store().owed(waiting.key()))).isEmpty();
  }

  private static TaskRecord deferred(String given) {
    return TaskRecord.open(
        TaskKey.deferred(given),
        new Origin("red", "flux2", Provider.AUTO, given),
        1767225600000L,
        new Spoken(200, given.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anEndOwesItsUsageUntilItIsDrained() {
    TaskKey key = new TaskKey("a", id);
    get(store().bind(task("a", id, "s")));
    assertThat(get(store().owed(key))).isEmpty();
    get(store().end(key, SUCCESS, word("end")));

    UsageEntry owed =
        new UsageEntry(
            "s", "red", "flux2", "auto", Usage.Outcome.SUCCESS, LocalDate.of(2026, 1, 1));
    assertThat(get(store().owed(key)).map(Debt::usage)).contains(owed);
    get(store().drained(key));
    get(store().drained(key));

    assertThat(get(store().owed(key))).isEmpty();
    assertThat(record(id).ended()).isTrue();
  }

  @Test
  void anEndOwesItsTeamTheLastWordWhereItAskedForThat() {
    TaskKey key = new TaskKey("a", id);
    Origin origin =
        new Origin(
            "red",
            "flux2",
            Provider.AUTO,
            "s",
            Optional.of("https://red.example/h?x=1"),
            Optional.empty());
    TaskRecord open = TaskRecord.open(key, origin, 1, word("waiting").orElseThrow());
    get(store().bind(open));
    assertThat(record(id).origin()).isEqualTo(origin);

    get(store().end(key, SUCCESS, word("end")));

    Debt debt = get(store().owed(key)).orElseThrow();
    assertThat(debt.origin()).isEqualTo(origin);
    assertThat(debt.end()).isEqualTo(SUCCESS);
    assertThat(debt.word().map(Spoken::body)).contains("end".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatTheTeamSaidIsKeptAsLongAsItsOwnership() {
    for (String askedModel : new String[] {"flux2", "flux-2/pro"}) {
      String other = id + askedModel.length();
      TaskKey key = new TaskKey("a", other);
      Optional<Asked> asked = Optional.of(new Asked("kie", askedModel));
      Origin origin =
          new Origin("red", "flux2", Provider.AUTO, "s", Optional.of("https://r.example"), asked);
      get(store().bind(TaskRecord.open(key, origin, 1, word("waiting").orElseThrow())));

      assertThat(record(other).origin()).isEqualTo(origin);
      get(store().end(key, SUCCESS, word("end")));
      assertThat(record(other).origin()).isEqualTo(origin);
      assertThat(get(store().owed(key)).orElseThrow().origin()).isEqualTo(origin);
    }
    TaskKey key = new TaskKey("a", id + "bare");
    Optional<Asked> asked = Optional.of(new Asked("apixo", "flux-2"));
    Origin origin = new Origin("red", "flux2", Provider.AUTO, "s", Optional.empty(), asked);
    get(store().bind(TaskRecord.open(key, origin, 1, word("waiting").orElseThrow())));
    get(store().end(key, SUCCESS, Optional.empty()));
    assertThat(get(store().find(key.taskId())))
        .contains(new Owned(key, key.taskId(), "red", "flux2", asked));
  }

  @Test
  void aWordThatCameAsACallbackIsKeptAsOne() {
    TaskKey key = new TaskKey("a", id);
    get(store().bind(task("a", id, "s")));

    get(store().end(key, SUCCESS, Optional.of(new Spoken(Spoken.CALLED, allBytes()))));

    assertThat(record(id).last().called()).isTrue();
    assertThat(record(id).last().body()).isEqualTo(allBytes());
  }

  @Test
  void anEndWithoutAWordLeavesTheOwnershipOnly() {
    TaskKey key = new TaskKey("a", id);
    get(store().bind(task("a", id, "s")));
    TaskEnd expired = new TaskEnd(TaskEnd.Cause.EXPIRED, 7);

    assertThat(get(store().end(key, expired, Optional.empty()))).isEqualTo(Effect.DONE);

    assertThat(get(store().find(id)).orElseThrow())
        .isEqualTo(new Owned(key, id, "red", "flux2", Optional.empty()));
    assertThat(get(store().end(key, SUCCESS, word("late")))).isEqualTo(Effect.ENDED_BEFORE);
    assertThat(get(store().owed(key)).orElseThrow().end().cause()).isEqualTo(TaskEnd.Cause.EXPIRED);
  }

  @Test
  void whatNobodyKnowsIsSaidToBeUnknown() {
    TaskKey key = new TaskKey("a", id);

    assertThat(get(store().find(id))).isEmpty();
    assertThat(get(store().find(key))).isEmpty();
    assertThat(get(store().seen(key, word("x").orElseThrow()))).isEqualTo(Effect.UNKNOWN);
    assertThat(get(store().end(key, SUCCESS, word("x")))).isEqualTo(Effect.UNKNOWN);
    assertThat(get(store().owed(key))).isEmpty();
    get(store().drained(key));
    assertThat(get(store().find(id))).isEmpty();
  }

  protected TaskRecord record(String visibleId) {
    return (TaskRecord) get(store().find(visibleId)).orElseThrow();
  }

  private static void assertSame(TaskRecord read, TaskRecord kept) {
    assertThat(read.last().body()).isEqualTo(kept.last().body());
    assertThat(read.last().status()).isEqualTo(kept.last().status());
    assertThat(read.withLast(kept.last())).isEqualTo(kept);
  }

  private static byte[] allBytes() {
    byte[] bytes = new byte[512];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  protected static TaskEnd lost() {
    return new TaskEnd(TaskEnd.Cause.LOST, 8);
  }

  protected static Optional<Spoken> word(String body) {
    return Optional.of(new Spoken(200, body.getBytes(StandardCharsets.UTF_8)));
  }

  protected static TaskRecord task(String upstream, String id, String slot) {
    return TaskRecord.open(
        new TaskKey(upstream, id),
        new Origin("red", "flux2", Provider.AUTO, slot),
        1,
        new Spoken(200, "waiting".getBytes(StandardCharsets.UTF_8)));
  }

  protected static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }
}
