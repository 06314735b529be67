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
 * <p>A task of another team is refused in the same words as one that does not exist. While the
 * store cannot tell, nothing is sent. Needs {@link Team} and {@link SubmitBody}.
 */
public final class EarlierTaskStage implements Stage {

  private static final Duration SOON = Duration.ofSeconds(1);

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

  private static final Sight UNSEEN = new Sight(Optional.empty(), false);

  /**
   * What the store says.
   *
   * @param certain whether what was not found does not exist
   */
  private record Sight(Optional<Trace> found, boolean certain) {}

  private final TaskStore store;

  EarlierTaskStage(TaskStore store) {
    this.store = store;
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
                sight.found().isPresent() || sight.certain()
                    ? judged(named, sight.found(), passage, onward)
                    : Uni.createFrom().item(NOBODY_KNOWS));
  }

  private static Uni<Answer> judged(
      EarlierTask.Named named, Optional<Trace> found, Passage passage, Onward onward) {
    String team = passage.noted(Team.class).id();
    Optional<TaskKey> own = found.filter(task -> task.team().equals(team)).map(Trace::key);
    if (own.isEmpty()) {
      return Uni.createFrom().item(NOT_YOURS);
    }
    if (!own.get().taskId().equals(named.id())) {
      passage.note(SubmitBody.class, named.renamed(own.get().taskId()));
    }
    return onward.proceed(
        passage.note(PinnedUpstream.class, new PinnedUpstream(own.get().upstream())));
  }
}
