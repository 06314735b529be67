package dev.sluice.task;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import dev.sluice.passage.StatusWait;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Answers a team's poll from the task's record: the upstream's last envelope, byte for byte, at no
 * cost. With {@link StatusWait} the answer is held until the task ends.
 *
 * <p>A task of another team is answered like one that does not exist, and no poll is refused for a
 * quota. Where the envelope was dropped, the upstream is asked ({@link LateReads}).
 */
public final class StatusStage implements Stage {

  private static final Uni<Answer> NOT_FOUND =
      Uni.createFrom()
          .item(
              Refusal.of(
                      Reason.NOT_FOUND,
                      "There is no task of this id. Use the taskId of a submit of your own.")
                  .answer());

  private final TaskStore store;
  private final PollWishes wishes;
  private final EndWaiters waiters;
  private final RecordAnswers answers;
  private final LateReads late;

  StatusStage(
      TaskStore store,
      PollWishes wishes,
      EndWaiters waiters,
      RecordAnswers answers,
      LateReads late) {
    this.store = store;
    this.wishes = wishes;
    this.waiters = waiters;
    this.answers = answers;
    this.late = late;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    String team = passage.noted(Team.class).id();
    return store
        .find(passage.head().taskId())
        .chain(
            found -> {
              if (found.isEmpty() || !found.get().team().equals(team)) {
                return NOT_FOUND;
              }
              if (found.get() instanceof TaskRecord record) {
                return recorded(passage, record);
              }
              return late.read((Owned) found.get());
            });
  }

  private Uni<Answer> recorded(Passage passage, TaskRecord record) {
    Optional<StatusWait> wait = passage.find(StatusWait.class);
    if (record.ended()) {
      return Uni.createFrom().item(answers.of(record, wait));
    }
    if (wait.isEmpty()) {
      wishes.polled(record);
      return Uni.createFrom().item(answers.of(record, wait));
    }
    return waiters
        .enter(record.key(), wait.get().limit(), passage)
        .map(waiter -> held(record, wait, waiter))
        .orElseGet(() -> Uni.createFrom().item(answers.of(record, Optional.empty())));
  }

  private Uni<Answer> held(TaskRecord record, Optional<StatusWait> wait, EndWaiters.Waiter waiter) {
    wishes.held(record, wait.orElseThrow().limit());
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
                    ? Uni.createFrom().item(answers.of(last, wait))
                    : late.read((Owned) now));
  }

  private Uni<Trace> look(TaskRecord record) {
    return store.find(record.visibleId()).map(found -> found.orElse(record));
  }
}
