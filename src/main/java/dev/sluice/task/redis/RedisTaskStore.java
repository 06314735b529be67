package dev.sluice.task.redis;

import static dev.sluice.redis.Resp.bytes;

import dev.sluice.passage.GivenId;
import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.task.Debt;
import dev.sluice.task.Spoken;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.task.TaskRecord;
import dev.sluice.task.TaskRules;
import dev.sluice.task.TaskStore;
import dev.sluice.task.Trace;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store in Redis: each call is one script in the task's hash slot, and so one round trip; three
 * where a team knows the task by an alias. Nothing is cached here.
 *
 * <p>The envelope of an ended task goes by its own expiry. While memory is short, an end keeps
 * whose task it was for an hour, and the envelope as long where the team is to be told (law G6).
 */
final class RedisTaskStore implements TaskStore {

  /** How long a record is kept of which nothing more is heard: above any maximum age. */
  private static final Duration UNHEARD = Duration.ofDays(30);

  /** How long ownership outlives an end while memory is short. */
  static final Duration SHORT = Duration.ofHours(1);

  private static final String OWN = "own";
  private static final String LAST = "last";
  private static final byte[] NOTHING = {};

  private static final RedisScript FIND = script("record.lua", "find.lua");
  private static final RedisScript BIND = script("record.lua", "bind.lua");
  private static final RedisScript SEEN = script("seen.lua");
  private static final RedisScript END = script("end.lua");
  private static final RedisScript DRAINED = script("drained.lua");
  private static final RedisScript ALIAS = script("alias.lua");

  private final RedisLink link;
  private final TaskRules rules;
  private final BooleanSupplier pressed;
  private final Clearance clearance;

  /**
   * @param pressed whether memory is short
   */
  RedisTaskStore(RedisLink link, TaskRules rules, BooleanSupplier pressed) {
    this.link = link;
    this.rules = rules;
    this.pressed = pressed;
    this.clearance = new Clearance(link, KeySpace.task("*", LAST));
  }

  @Override
  public Uni<Binding> bind(TaskRecord open) {
    return open.aliased() ? bindAlias(open, open.visibleId()) : bindOwn(open);
  }

  private Uni<Binding> bindOwn(TaskRecord open) {
    return bindAt(open)
        .chain(
            before ->
                before.isEmpty() || before.get().key().equals(open.key()) || open.key().deferred()
                    ? Uni.createFrom().item(binding(open, before))
                    : bindAlias(open, GivenId.fresh().id()));
  }

  /** The alias first: it leads to a record or to none, and the next bind uses it again. */
  private Uni<Binding> bindAlias(TaskRecord open, String wish) {
    return ALIAS
        .run(link, List.of(alias(open.key())), List.of(wish, Long.toString(UNHEARD.toMillis())))
        .chain(
            alias -> {
              TaskRecord other = open.withVisibleId(String.valueOf(alias));
              return bindAt(other).map(before -> binding(other, before));
            });
  }

  private Uni<Optional<Trace>> bindAt(TaskRecord open) {
    List<byte[]> arguments = new ArrayList<>(RecordCodec.fields(open));
    arguments.add(bytes(UNHEARD.toMillis()));
    return BIND.runOn(link, keys(open.visibleId()), arguments)
        .map(told -> RecordCodec.trace(open.visibleId(), told));
  }

  private static Binding binding(TaskRecord open, Optional<Trace> before) {
    return before.isEmpty() ? new Binding.Bound(open) : new Binding.Taken(before.get());
  }

  @Override
  public Uni<Optional<Trace>> find(String visibleId) {
    return FIND.run(link, keys(visibleId), List.of())
        .map(told -> RecordCodec.trace(visibleId, told));
  }

  @Override
  public Uni<Optional<Trace>> find(TaskKey key) {
    return find(key.taskId())
        .map(found -> found.filter(trace -> trace.key().equals(key)))
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found)
                    : byAlias(key, this::find, Optional.empty()));
  }

  @Override
  public Uni<Effect> seen(TaskKey key, Spoken word) {
    return effect(key, id -> SEEN.runOn(link, keys(id), named(key, RecordCodec.word(word))));
  }

  @Override
  public Uni<Effect> end(TaskKey key, TaskEnd end, Optional<Spoken> word) {
    return Uni.createFrom()
        .deferred(
            () -> {
              boolean bare = pressed.getAsBoolean();
              Duration owned = bare ? SHORT : rules.retention().plus(TaskRules.OWNERSHIP);
              return effect(
                  key,
                  id ->
                      END.runOn(
                          link,
                          keys(id),
                          named(
                              key,
                              bytes(end.cause().name()),
                              bytes(end.atMillis()),
                              word.map(RecordCodec::word).orElse(NOTHING),
                              bytes(bare ? 0 : rules.retention().toMillis()),
                              bytes(owned.toMillis()),
                              bytes(link.channel(EndsInRedis.CHANNEL)),
                              bytes(end.foundBy().name()),
                              bytes(id))));
            });
  }

  @Override
  public Uni<Optional<Debt>> owed(TaskKey key) {
    return owedAt(key, key.taskId())
        .chain(
            owed ->
                owed.isPresent()
                    ? Uni.createFrom().item(owed)
                    : byAlias(key, id -> owedAt(key, id), Optional.empty()));
  }

  private Uni<Optional<Debt>> owedAt(TaskKey key, String visibleId) {
    return FIND.run(link, keys(visibleId), List.of())
        .map(told -> RecordCodec.debt(key, visibleId, told));
  }

  @Override
  public Uni<Void> drained(TaskKey key) {
    return effect(key, id -> DRAINED.runOn(link, List.of(KeySpace.task(id, OWN)), named(key)))
        .replaceWithVoid();
  }

  /** Where memory is short, drops a few envelopes. */
  @Override
  public void sweep() {
    if (pressed.getAsBoolean()) {
      clearance.round();
    }
  }

  @Override
  public boolean certain() {
    return link.up();
  }

  /** A step at the task's own id, and at its alias where the id is not this task's. */
  private Uni<Effect> effect(TaskKey key, Function<String, Uni<@Nullable Response>> step) {
    Function<String, Uni<Effect>> at = id -> step.apply(id).map(RedisTaskStore::effect);
    return at.apply(key.taskId())
        .chain(
            effect ->
                effect == Effect.UNKNOWN
                    ? byAlias(key, at, Effect.UNKNOWN)
                    : Uni.createFrom().item(effect));
  }

  private <T> Uni<T> byAlias(TaskKey key, Function<String, Uni<T>> step, T none) {
    return link.send(Request.cmd(Command.GET).arg(alias(key)))
        .chain(alias -> alias == null ? Uni.createFrom().item(none) : step.apply(alias.toString()));
  }

  private static Effect effect(@Nullable Response told) {
    int number = told == null ? -1 : told.toInteger();
    return number < 0 ? Effect.UNKNOWN : number == 0 ? Effect.ENDED_BEFORE : Effect.DONE;
  }

  private static List<byte[]> named(TaskKey key, byte[]... more) {
    List<byte[]> arguments = new ArrayList<>(2 + more.length);
    arguments.add(bytes(key.upstream()));
    arguments.add(bytes(key.taskId()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static List<String> keys(String visibleId) {
    return List.of(KeySpace.task(visibleId, OWN), KeySpace.task(visibleId, LAST));
  }

  private static String alias(TaskKey key) {
    return KeySpace.alias(key.upstream(), key.taskId());
  }

  private static RedisScript script(String... files) {
    return RedisScript.of(RedisTaskStore.class, files);
  }
}
