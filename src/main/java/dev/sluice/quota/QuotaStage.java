package dev.sluice.quota;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Deposit;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Stage;
import dev.sluice.passage.Started;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.team.Team;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A team's own ceilings on submits. Looks on entry, waits within the passage's {@link Patience} and
 * shortens it by that, and leaves a {@link Deposit} to be paid after the grant and before the send
 * (law Q1). Polls are never refused here. When the gateway is about to stop nobody waits; who
 * refuses for that stands further on.
 */
@Singleton
public final class QuotaStage implements Stage {

  private static final Refusal LEFT =
      Refusal.of(Reason.UNAVAILABLE, "The client left while it waited.");

  private static final Refusal GONE =
      Refusal.of(
              Reason.UNAUTHENTICATED,
              "The team was removed while its submit waited; nothing was sent.")
          .with("WWW-Authenticate", "Bearer");

  private final QuotaBuckets buckets;
  private final QuotaLines lines;
  private final Ticker ticker;
  private final Draining draining;
  private final AtomicLong tickets = new AtomicLong();

  public QuotaStage(QuotaBuckets buckets, QuotaLines lines, Ticker ticker, Draining draining) {
    this.buckets = buckets;
    this.lines = lines;
    this.ticker = ticker;
    this.draining = draining;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    return passage.head().operation() == Operation.SUBMIT
        ? new Visit(passage, onward).go()
        : onward.proceed(passage);
  }

  /** How many submits wait now. */
  int waiting() {
    return lines.waiting();
  }

  /** One submit; where paying is refused after all, it waits again, in its old place in line. */
  private final class Visit {

    private final Passage passage;
    private final Onward onward;
    private final String team;
    private final QuotaLine line;
    private final long ticket = tickets.incrementAndGet();
    private final long entered = ticker.nanos();
    private final Patience patience;

    private Visit(Passage passage, Onward onward) {
      this.passage = passage;
      this.onward = onward;
      this.team = passage.noted(Team.class).id();
      this.line = lines.of(team);
      this.patience = passage.find(Patience.class).orElse(Patience.NONE);
    }

    private Uni<Answer> go() {
      QuotaLine.Place place = line.place(ticket, entered, this::untilItHasToGo);
      long stood = ticker.nanos();
      return line.stand(place, remaining())
          .chain(
              exhausted -> {
                long waited = ticker.nanos() - stood;
                passage.find(Durations.class).ifPresent(durations -> durations.waited(waited));
                return passed(place, exhausted);
              })
          .onTermination()
          .invoke(place::end);
    }

    private void untilItHasToGo(Runnable giveUp) {
      passage.onDeparture(giveUp);
      if (draining.begun()) {
        giveUp.run();
      }
    }

    private Uni<Answer> passed(QuotaLine.Place place, Optional<Exhausted> exhausted) {
      if (passage.departed()) {
        return Uni.createFrom().item(LEFT.answer());
      }
      if (!lines.knows(team)) {
        return Uni.createFrom().item(GONE.answer());
      }
      if (exhausted.isPresent() && !draining.begun()) {
        return Uni.createFrom().item(refusal(exhausted.get()).answer());
      }
      var deposit = new QuotaDeposit(team, buckets, line, place, this::refusal);
      passage.note(Deposit.class, deposit).note(Patience.class, patience.left(remaining()));
      return onward
          .proceed(passage)
          .chain(answer -> mayWaitAgain(deposit, answer) ? go() : Uni.createFrom().item(answer));
    }

    private boolean mayWaitAgain(QuotaDeposit deposit, Answer answer) {
      return deposit.refused()
          && answer instanceof Refused
          && passage.started() == Started.NEVER_SENT
          && !remaining().isZero()
          && !draining.begun();
    }

    private Duration remaining() {
      Duration left = patience.limit().minusNanos(ticker.nanos() - entered);
      return left.isNegative() ? Duration.ZERO : left;
    }

    private Refusal refusal(Exhausted exhausted) {
      String what =
          buckets.levels(team).stream()
              .filter(level -> level.policy().equals(exhausted.policy()))
              .findFirst()
              .map(
                  level ->
                      "The team's own ceiling of %d submits in %d s has no room now"
                          .formatted(level.quota(), level.windowSeconds()))
              .orElse("As many submits of this team wait as may");
      return Refusal.byLimit(
          exhausted.policy(),
          what + ". Submit again after the time in Retry-After; polls are not counted.",
          exhausted.after());
    }
  }
}
