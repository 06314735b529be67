package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import dev.sluice.passage.StatusWait;
import dev.sluice.redis.StoreFailure;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Answers a team's poll from the task's record: the upstream's last envelope, at no cost. With
 * {@link StatusWait} the answer is held until the task ends.
 *
 * <p>A task may be asked for at any door, wherever it was submitted. The answer is in the language
 * of the door that is asked, since that is what whoever asks there reads; where the upstream speaks
 * the same, it is the envelope byte for byte ({@link TeamWords}).
 *
 * <p>A task of another team is answered like one that does not exist, and no poll is refused for a
 * quota. Where the envelope was dropped, the upstream is asked ({@link LateReads}).
 *
 * <p>A record that is missing although the team's lease for its task is known is made again. While
 * the store cannot be asked, an id that is not known here reads as waiting, and so does another
 * team's: clients give a task up on the first answer that is not 2xx, and nobody can say then that
 * it does not exist. So does one of a team for which another replica has a submit under way.
 */
public final class StatusStage implements Stage {

  private static final Uni<Answer> NOT_FOUND =
      Uni.createFrom()
          .item(
              Refusal.of(
                      Reason.NOT_FOUND,
                      "There is no task of this id. Use the taskId of a submit of your own.")
                  .answer());

  private static final Sight UNSEEN = new Sight(Optional.empty(), false);

  /**
   * What the store says.
   *
   * @param certain whether what was not found does not exist
   */
  private record Sight(Optional<Trace> found, boolean certain) {}

  private final TaskStore store;
  private final PollWishes wishes;
  private final EndWaiters waiters;
  private final RecordAnswers answers;
  private final LateReads late;
  private final Recollection recollection;

  StatusStage(
      TaskStore store,
      PollWishes wishes,
      EndWaiters waiters,
      RecordAnswers answers,
      LateReads late,
      Recollection recollection) {
    this.store = store;
    this.wishes = wishes;
    this.waiters = waiters;
    this.answers = answers;
    this.late = late;
    this.recollection = recollection;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    String team = passage.noted(Team.class).id();
    return store
        .find(passage.head().taskId())
        .map(found -> new Sight(found, store.certain()))
        .onFailure(StoreFailure.class)
        .recoverWithItem(UNSEEN)
        .chain(
            sight -> {
              Optional<Trace> found = sight.found();
              if (found.isEmpty() || !found.get().team().equals(team)) {
                return absent(passage, team, sight.certain());
              }
              if (found.get() instanceof TaskRecord record) {
                return recorded(passage, record);
              }
              return dropped((Owned) found.get(), passage);
            });
  }

  /**
   * @param certain whether what the store does not know does not exist
   */
  private Uni<Answer> absent(Passage passage, String team, boolean certain) {
    String taskId = passage.head().taskId();
    return recollection
        .of(team, taskId)
        .chain(
            recalled ->
                recalled.isPresent()
                    ? recalled(passage, team, recalled.get(), certain)
                    : certain ? unknown(passage, team) : waiting(passage));
  }

  private Uni<Answer> recalled(Passage passage, String team, TaskRecord recalled, boolean certain) {
    if (!certain) {
      return told(recalled, Optional.empty(), passage);
    }
    return store
        .bind(recalled)
        .chain(
            binding ->
                told(
                    binding instanceof TaskStore.Binding.Taken taken
                            && taken.before() instanceof TaskRecord before
                            && before.team().equals(team)
                        ? before
                        : recalled,
                    Optional.empty(),
                    passage));
  }

  private Uni<Answer> unknown(Passage passage, String team) {
    return recollection.expects(team).chain(expected -> expected ? waiting(passage) : NOT_FOUND);
  }

  private Uni<Answer> waiting(Passage passage) {
    return Uni.createFrom()
        .item(answers.of(recollection.waiting(passage.head().taskId(), door(passage))));
  }

  private Uni<Answer> told(TaskRecord record, Optional<StatusWait> applied, Passage passage) {
    return Uni.createFrom().item(answers.of(record, applied, door(passage)));
  }

  private static Dialect door(Passage passage) {
    return Dialects.named(passage.head().dialect());
  }

  private Uni<Answer> recorded(Passage passage, TaskRecord record) {
    Optional<StatusWait> wait = passage.find(StatusWait.class);
    if (record.ended()) {
      return told(record, wait, passage);
    }
    if (wait.isEmpty()) {
      if (!record.key().deferred()) {
        wishes.polled(record);
      }
      return told(record, wait, passage);
    }
    return waiters
        .enter(record.key(), wait.get().limit(), passage)
        .map(waiter -> held(passage, record, wait.get(), waiter))
        .orElseGet(() -> told(record, Optional.empty(), passage));
  }

  private Uni<Answer> held(
      Passage passage, TaskRecord record, StatusWait wait, EndWaiters.Waiter waiter) {
    if (!record.key().deferred()) {
      wishes.held(record, wait.limit());
    }
    return look(record)
        .invoke(
            now -> {
              if (!(now instanceof TaskRecord open) || open.ended()) {
                waiter.leave();
              }
            })
        .chain(waiter::over)
        .chain(() -> look(record))
        .chain(
            now ->
                now instanceof TaskRecord last
                    ? told(last, Optional.of(wait), passage)
                    : dropped((Owned) now, passage));
  }

  /** No upstream could be asked for what none ever had. */
  private Uni<Answer> dropped(Owned owned, Passage passage) {
    return owned.key().deferred()
        ? Uni.createFrom().item(answers.of(owned, door(passage)))
        : late.read(owned, door(passage));
  }

  private Uni<Trace> look(TaskRecord record) {
    return store
        .find(record.visibleId())
        .onFailure(StoreFailure.class)
        .recoverWithItem(Optional.empty())
        .map(found -> found.orElse(record));
  }
}
