package dev.sluice.budget;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Deposit;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.SendPermit;
import dev.sluice.passage.Stage;
import dev.sluice.passage.StaleGrant;
import dev.sluice.passage.Throttled;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks the shared key for a token and a slot, lets the submit go on with them, and says afterwards
 * what became of it (law S6).
 *
 * <p>A client that leaves while it waits takes nothing. Once it was granted, its departure cancels
 * nothing (law S8): the rest of the path runs to its end on its own, and only {@link SendPermit}
 * keeps what was not sent yet from leaving.
 */
@Singleton
public final class BudgetStage implements Stage {

  private static final Duration PAUSE_WITHOUT_RETRY_AFTER = Duration.ofSeconds(1);

  /** How long at least one waits for another token whose first grew stale here. */
  private static final Duration LEAST_PATIENCE_AGAIN = Duration.ofSeconds(1);

  private final Budgets budgets;
  private final UnknownHold hold;
  private final Ticker ticker;
  private final Meters meters;
  private final Draining draining;

  BudgetStage(Budgets budgets, UnknownHold hold, Ticker ticker, Meters meters, Draining draining) {
    this.budgets = budgets;
    this.hold = hold;
    this.ticker = ticker;
    this.meters = meters;
    this.draining = draining;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    if (draining.begun()) {
      return Uni.createFrom().item(stopping());
    }
    return toItsEnd(new Attempt(passage, onward, Claim.Need.TOKEN_AND_SLOT, newSlot()).ask());
  }

  /** Runs on when the subscriber leaves. */
  private static <T> Uni<T> toItsEnd(Uni<T> run) {
    return Uni.createFrom().emitter(out -> run.subscribe().with(out::complete, out::fail));
  }

  private static String newSlot() {
    return UUID.randomUUID().toString();
  }

  private static Answer stopping() {
    return Refusal.of(
            Reason.UNAVAILABLE,
            "This gateway is stopping. Send the request again: another one answers.")
        .retryAfter(Duration.ofSeconds(1))
        .answer();
  }

  /**
   * One claim on its way; a new one follows where the upstream said 429. Where the grant grew stale
   * the slot is kept and only another token is asked for, ahead of those who wait for both: for a
   * second even where the client does not wait, since it was not the client that was slow (law L4).
   */
  private final class Attempt {

    private final Passage passage;
    private final Onward onward;
    private final UpstreamChoice choice;
    private final Budget budget;
    private final Claim claim;
    private final Patience patience;

    private Attempt(Passage passage, Onward onward, Claim.Need need, String slot) {
      this.passage = passage;
      this.onward = onward;
      this.choice = passage.noted(UpstreamChoice.class);
      this.budget = budgets.of(choice.upstream());
      this.claim =
          new Claim(slot, passage.noted(Team.class).id(), need)
              .purposed(purpose())
              .at(choice.upstream());
      Patience left = passage.noted(Patience.class);
      boolean waitsAnyhow =
          need == Claim.Need.TOKEN && left.limit().compareTo(LEAST_PATIENCE_AGAIN) < 0;
      this.patience = waitsAnyhow ? new Patience(LEAST_PATIENCE_AGAIN) : left;
    }

    private String purpose() {
      return new Purpose(choice.model(), choice.provider().word()).text();
    }

    private Uni<Answer> ask() {
      if (draining.begun()) {
        settle(Ending.NEVER_SENT);
        return Uni.createFrom().item(stopping());
      }
      long since = ticker.nanos();
      return verdict()
          .onItem()
          .invoke(verdict -> waited(Duration.ofNanos(ticker.nanos() - since)))
          .flatMap(
              verdict ->
                  verdict instanceof Verdict.Granted granted
                      ? pay(granted)
                      : denied((Verdict.Denied) verdict));
    }

    /** The departure is watched once the claim may wait: one that was before is told at once. */
    private Uni<Verdict> verdict() {
      return Uni.createFrom()
          .emitter(
              out -> {
                ask(patience).subscribe().with(out::complete, out::fail);
                passage.onDeparture(() -> budget.withdraw(claim.id()));
              });
    }

    private Uni<Verdict> ask(Patience within) {
      if (within.elsewhere()) {
        return budget.tryOnce(claim);
      }
      return within.asked()
          ? budget.acquireAsked(claim, within.limit())
          : budget.acquire(claim, within.limit());
    }

    private void waited(Duration wait) {
      passage.find(Durations.class).ifPresent(durations -> durations.waited(wait.toNanos()));
      meters.admissionWait(claim.team(), wait);
      passage.note(Patience.class, patience.left(patience.limit().minus(wait)));
    }

    private Uni<Answer> denied(Verdict.Denied denied) {
      settle(Ending.NEVER_SENT);
      return Uni.createFrom()
          .item(draining.begun() ? stopping() : Denials.refusal(denied).answer());
    }

    private Uni<Answer> pay(Verdict.Granted granted) {
      Optional<Deposit> deposit = passage.find(Deposit.class);
      if (deposit.isEmpty()) {
        return send(granted);
      }
      return deposit
          .get()
          .pay()
          .onFailure()
          .invoke(failure -> settle(Ending.NEVER_SENT))
          .flatMap(
              refusal -> {
                if (refusal.isEmpty()) {
                  return send(granted);
                }
                settle(Ending.NEVER_SENT);
                return Uni.createFrom().item(refusal.get().answer());
              });
    }

    private Uni<Answer> send(Verdict.Granted granted) {
      passage.note(
          SendPermit.class,
          () -> budget.fresh(granted) && !budget.paused(choice.upstream()) && !passage.departed());
      passage.note(Slot.class, new Slot(claim.id(), budget));
      return Uni.createFrom()
          .deferred(() -> onward.proceed(passage))
          .onFailure()
          .invoke(failure -> end())
          .flatMap(answer -> ended(answer));
    }

    private Uni<Answer> ended(Answer answer) {
      if (passage.find(StaleGrant.class).isPresent() && !passage.departed()) {
        passage.forget(StaleGrant.class);
        passage.find(Deposit.class).ifPresent(Deposit::refund);
        return new Attempt(passage, onward, Claim.Need.TOKEN, claim.id()).ask();
      }
      Optional<Throttled> throttled = passage.find(Throttled.class);
      throttled.ifPresent(
          said ->
              budget.refusedByUpstream(said.retryAfter().orElse(PAUSE_WITHOUT_RETRY_AFTER), true));
      end();
      if (throttled.isEmpty()) {
        return Uni.createFrom().item(answer);
      }
      passage.forget(Throttled.class);
      return passage.departed()
          ? Uni.createFrom().item(answer)
          : new Attempt(passage, onward, Claim.Need.TOKEN_AND_SLOT, newSlot()).ask();
    }

    /** Law S6: what follows for slot, token and quota. */
    private void end() {
      switch (passage.started()) {
        case NEVER_SENT -> giveBack(Ending.NEVER_SENT);
        case NO -> giveBack(Ending.STARTED_NOTHING);
        case YES -> settle(Ending.STARTED);
        case UNKNOWN -> settle(Ending.UNKNOWN);
      }
    }

    private void giveBack(Ending ending) {
      settle(ending);
      passage.find(Deposit.class).ifPresent(Deposit::refund);
    }

    private void settle(Ending ending) {
      budget.settle(claim.id(), ending, hold.of(choice.upstream(), choice.model()));
    }
  }
}
