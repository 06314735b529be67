package dev.sluice.task;

import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.EarlierTask;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import dev.sluice.redis.StoreFailure;
import dev.sluice.routing.PinnedUpstream;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/**
 * Checks a submit that names an earlier task in its input: it must be one of the team's own, and
 * only the upstream that made it can make anything of it, which is left as the note {@link
 * PinnedUpstream}. Where the team knows it by an alias, the upstream's own id is put in its place.
 *
 * <p>A task of another team is refused in the same words as one that does not exist. Where the
 * record of a task that runs is lost, or the store cannot tell, what is recollected of its lease
 * says whose it is; while nobody can tell, nothing is sent. A deferred submit that was not sent yet
 * is nothing that an upstream could be told of. Needs {@link Team} and {@link SubmitBody}.
 */
public final class EarlierTaskStage implements Stage {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  private static final Answer NOT_YOURS =
      Refusal.of(
              Reason.MALFORMED,
              "input.task_id: there is no task of yours of this id. Use the taskId of a submit of"
                  + " your own.")
          .answer();

  private static final Answer NOBODY_KNOWS =
      Refusal.of(
              Reason.UNAVAILABLE,
              "The gateway's shared store is away, and whose task input.task_id names cannot be"
                  + " told. Try again later.")
          .retryAfter(SOON)
          .answer();

  private static final Answer CAME_TO_NOTHING =
      Refusal.of(
              Reason.MALFORMED,
              "input.task_id: no task came of this submit of yours, so nothing can be made of it.")
          .answer();

  private static final Answer WAITS_ITSELF =
      Refusal.of(
              Reason.UNAVAILABLE,
              "input.task_id names a task of yours that waits for its turn itself. Try again when"
                  + " it has succeeded.")
          .retryAfter(LATER)
          .answer();

  private static final Sight UNSEEN = new Sight(Optional.empty(), false);

  /**
   * What the store says.
   *
   * @param certain whether what was not found does not exist
   */
  private record Sight(Optional<Trace> found, boolean certain) {}

  private final TaskStore store;
  private final Recollection recollection;

  EarlierTaskStage(TaskStore store, Recollection recollection) {
    this.store = store;
    this.recollection = recollection;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    EarlierTask earlier =
        Dialects.named(passage.head().dialect()).earlierTask(passage.noted(SubmitBody.class));
    if (earlier instanceof EarlierTask.Unclear unclear) {
      return Uni.createFrom().item(Refusal.of(Reason.MALFORMED, unclear.why().detail()).answer());
    }
    return earlier instanceof EarlierTask.Named named
        ? checked(named, passage, onward)
        : onward.proceed(passage);
  }

  private Uni<Answer> checked(EarlierTask.Named named, Passage passage, Onward onward) {
    return store
        .find(named.id())
        .map(found -> new Sight(found, store.certain()))
        .onFailure(StoreFailure.class)
        .recoverWithItem(UNSEEN)
        .chain(
            sight ->
                sight.found().isPresent()
                    ? judged(named, sight.found().get(), passage, onward)
                    : recollected(named, sight.certain(), passage, onward));
  }

  private static Uni<Answer> judged(
      EarlierTask.Named named, Trace found, Passage passage, Onward onward) {
    if (!found.team().equals(passage.noted(Team.class).id())) {
      return Uni.createFrom().item(NOT_YOURS);
    }
    return found.key().deferred()
        ? Uni.createFrom().item(over(found) ? CAME_TO_NOTHING : WAITS_ITSELF)
        : pinned(named, found.key(), passage, onward);
  }

  private static boolean over(Trace found) {
    return !(found instanceof TaskRecord record) || record.ended();
  }

  private Uni<Answer> recollected(
      EarlierTask.Named named, boolean certain, Passage passage, Onward onward) {
    return recollection
        .of(passage.noted(Team.class).id(), named.id())
        .chain(
            record ->
                record.isPresent()
                    ? pinned(named, record.get().key(), passage, onward)
                    : Uni.createFrom().item(certain ? NOT_YOURS : NOBODY_KNOWS));
  }

  private static Uni<Answer> pinned(
      EarlierTask.Named named, TaskKey own, Passage passage, Onward onward) {
    if (!own.taskId().equals(named.id())) {
      passage.note(SubmitBody.class, named.renamed(own.taskId()));
    }
    return onward.proceed(passage.note(PinnedUpstream.class, new PinnedUpstream(own.upstream())));
  }
}
