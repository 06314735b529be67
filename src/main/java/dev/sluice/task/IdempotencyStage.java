package dev.sluice.task;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.ClaimedKey;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Stage;
import dev.sluice.passage.SubmitKey;
import dev.sluice.redis.StoreFailure;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets of all submits with one {@code Idempotency-Key} one go on, and answers the others as that
 * one was answered. Without the {@link SubmitKey} it does nothing.
 *
 * <p>Needs {@link Team}, {@link SubmitBody} as the team sent it, and {@link Patience}; leaves
 * {@link ClaimedKey} where the submit goes on. A claim is made before anything is sent and is safe
 * against a failover (law G4); where that cannot be had, nothing is sent. A client that leaves
 * cancels nothing, and the answer is kept all the same (law S8).
 */
public final class IdempotencyStage implements Stage {

  private final IdempotencyStore store;
  private final KeyClaims claims;
  private final KeyErrands errands;
  private final ClaimTime time;

  IdempotencyStage(IdempotencyStore store, KeyClaims claims, KeyErrands errands, ClaimTime time) {
    this.store = store;
    this.claims = claims;
    this.errands = errands;
    this.time = time;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Optional<SubmitKey> key = passage.find(SubmitKey.class);
    if (key.isEmpty()) {
      return onward.proceed(passage);
    }
    KeyedSubmit submit =
        KeyedSubmit.of(
            passage.noted(Team.class).id(),
            key.get(),
            passage.head().model(),
            passage.noted(SubmitBody.class).bytes(),
            UUID.randomUUID().toString());
    return claims
        .claim(submit, time.of(passage.noted(Patience.class)), passage)
        .onItemOrFailure()
        .transformToUni(
            (standing, failure) ->
                failure == null
                    ? stand(standing, submit, passage, onward)
                    : unclaimed(submit, failure))
        .memoize()
        .indefinitely()
        .onCancellation()
        .invoke(passage::depart);
  }

  private Uni<Answer> stand(
      KeyStanding standing, KeyedSubmit submit, Passage passage, Onward onward) {
    if (standing == KeyStanding.Plain.CLAIMED) {
      return goOn(submit, passage.note(ClaimedKey.class, new ClaimedKey(submit.digest())), onward);
    }
    return Uni.createFrom().item(answer(standing));
  }

  private static Answer answer(KeyStanding standing) {
    if (standing instanceof KeyStanding.Kept kept) {
      return Keeping.replay(kept.answer());
    }
    return switch ((KeyStanding.Plain) standing) {
      case RUNNING -> KeyRefusals.running();
      case OVERDUE -> KeyRefusals.overdue();
      case CONFLICT -> KeyRefusals.conflict();
      case FULL -> KeyRefusals.full();
      case CLAIMED -> throw new IllegalArgumentException("it goes on");
    };
  }

  /** Nobody waits for the withdrawal: the claim may have been made, and guards nothing. */
  private Uni<Answer> unclaimed(KeyedSubmit submit, Throwable failure) {
    if (!(failure instanceof StoreFailure lost)) {
      return Uni.createFrom().failure(failure);
    }
    if (lost.kind() != StoreFailure.Kind.NEVER_SENT) {
      errands.run(() -> store.withdraw(submit), 0).subscribe().with(done -> {});
    }
    return Uni.createFrom().item(KeyRefusals.storeLost());
  }

  private Uni<Answer> goOn(KeyedSubmit submit, Passage passage, Onward onward) {
    return Uni.createFrom()
        .deferred(() -> onward.proceed(passage))
        .onItemOrFailure()
        .transformToUni(
            (answer, failure) ->
                settle(
                        submit,
                        failure == null ? Keeping.of(passage, answer) : Keeping.ofFailure(passage))
                    .chain(
                        () ->
                            failure == null
                                ? Uni.createFrom().item(answer)
                                : Uni.createFrom().failure(failure)));
  }

  private Uni<Void> settle(KeyedSubmit submit, Optional<KeptAnswer> kept) {
    return kept.isPresent()
        ? errands.run(() -> store.keep(submit, kept.get()), 1 + kept.get().body().length)
        : errands.run(() -> store.free(submit), 0);
  }
}
