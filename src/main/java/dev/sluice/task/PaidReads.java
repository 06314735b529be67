package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Policy;
import dev.sluice.budget.Verdict;
import dev.sluice.dialect.Dialect;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.SendPermit;
import dev.sluice.upstream.Reply;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Requests that start nothing, made for a team and paid with a token of the watcher (law W1). The
 * upstream's answer is passed on as it is.
 */
final class PaidReads {

  /** How long such a request waits for its token. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final String claimPrefix = "r-" + UUID.randomUUID() + "-";
  private final AtomicLong claims = new AtomicLong();

  /**
   * Pays and asks. An upstream that refuses for its limits, by HTTP or by its envelope, pauses the
   * budget (law L8).
   *
   * @param dialect the language of the answer
   * @return 503 where no token was to be had or the upstream did not answer, 502 where it was not
   *     reached
   */
  Uni<Answer> read(Budget budget, Dialect dialect, Function<SendPermit, Uni<Reply>> request) {
    Claim claim = new Claim(claimPrefix + claims.incrementAndGet(), Budget.WATCH, Claim.Need.TOKEN);
    return budget
        .acquire(claim, PATIENCE)
        .chain(
            verdict -> {
              if (verdict instanceof Verdict.Denied denied) {
                return Uni.createFrom().item(busy(denied));
              }
              return ask(budget, dialect, (Verdict.Granted) verdict, request);
            });
  }

  private static Uni<Answer> ask(
      Budget budget,
      Dialect dialect,
      Verdict.Granted grant,
      Function<SendPermit, Uni<Reply>> request) {
    return request
        .apply(() -> budget.fresh(grant))
        .onFailure()
        .recoverWithItem(failure -> new Reply.Failed(true, failure.getClass().getSimpleName()))
        .map(reply -> answer(budget, dialect, grant, reply));
  }

  private static Answer answer(Budget budget, Dialect dialect, Verdict.Granted grant, Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      budget.settle(grant.id(), Ending.STARTED_NOTHING, Duration.ZERO);
      if (dialect.code(answered.status(), answered.body()) == Finding.TOO_MANY) {
        budget.refusedByUpstream(answered.retryAfter().orElse(SOON), false);
      }
      return new Relayed(answered.status(), answered.headers(), answered.body());
    }
    boolean sent = ((Reply.Failed) reply).sent();
    budget.settle(grant.id(), sent ? Ending.STARTED_NOTHING : Ending.NEVER_SENT, Duration.ZERO);
    return sent
        ? Refusal.of(Reason.UNAVAILABLE, "The upstream did not answer in time. Ask again.")
            .retryAfter(SOON)
            .answer()
        : Refusal.of(Reason.UNREACHABLE, "The upstream cannot be reached. Ask again later.")
            .retryAfter(SOON)
            .answer();
  }

  private static Answer busy(Verdict.Denied denied) {
    String detail =
        denied.policy() == Policy.STORE
            ? "The gateway's shared store is away, and what cannot be counted is not sent. Ask again"
                + " later."
            : "No budget is free to ask the upstream. Ask again later.";
    return new Refusal(
            Reason.UNAVAILABLE,
            detail,
            Optional.of(denied.after()),
            List.of(denied.policy().label()),
            Map.of())
        .answer();
  }
}
