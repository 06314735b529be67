package dev.sluice.upstream;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.SubmitReply;
import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.CallFollower;
import dev.sluice.passage.CallFollower.Followed;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.SendPermit;
import dev.sluice.passage.Stage;
import dev.sluice.passage.StaleGrant;
import dev.sluice.passage.Started;
import dev.sluice.passage.Throttled;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The end of a submit's way in: sends it to the chosen upstream and says what is known of its
 * outcome (law S6), by the notes {@link Started}, {@link Reply} and, where there was an answer,
 * {@link SubmitOutcome} and {@link AnsweredCode}. Where it fails by surprise after a byte may have
 * left, nobody knows. A grant that grew stale before a byte left is noted as {@link StaleGrant}.
 *
 * <p>Needs {@link UpstreamChoice}, {@link SubmitBody} and {@link SendPermit}. Cancelling it before
 * the first byte leaves nothing behind; after that it cuts the call off, so whoever holds a grant
 * does not (law S8).
 */
@Singleton
public final class UpstreamStage implements Stage {

  private static final String UPSTREAM = "Sluice-Upstream";
  private static final String OUTCOME = "Sluice-Outcome";
  private static final String UNKNOWN = "unknown";

  private static final int TOO_MANY = 429;

  private final Roads roads;
  private final Ticker ticker;

  UpstreamStage(Roads roads, Ticker ticker) {
    this.roads = roads;
    this.ticker = ticker;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    return Uni.createFrom().deferred(() -> send(passage));
  }

  private Uni<Answer> send(Passage passage) {
    UpstreamChoice choice = passage.noted(UpstreamChoice.class);
    Road road = roads.of(choice.upstream());
    Optional<Followed> followed =
        passage.find(CallFollower.class).map(follower -> follower.begin(road.name()));
    Map<String, String> header = EndToEndHeaders.ofTeam(passage.head());
    followed.ifPresent(call -> EndToEndHeaders.trace(header, call.headers()));
    Exchange exchange = new Exchange(passage.noted(SendPermit.class), road.header(header));
    byte[] body = passage.noted(SubmitBody.class).bytes();
    passage.forget(StaleGrant.class);
    passage.forget(SubmitOutcome.class);
    passage.forget(AnsweredCode.class);
    passage.forget(Reply.class);
    passage.forget(Throttled.class);
    passage.note(Started.class, Started.NEVER_SENT);
    long from = ticker.nanos();
    return road.submit(choice.model(), body, exchange)
        .onCancellation()
        .invoke(
            () -> {
              exchange.withdraw();
              passage.note(Started.class, started(exchange));
              followed.ifPresent(call -> call.end("cancelled"));
            })
        .map(
            reply -> {
              passage
                  .find(Durations.class)
                  .ifPresent(durations -> durations.upstream(ticker.nanos() - from));
              passage.note(Reply.class, reply);
              followed.ifPresent(call -> call.end(reply.label()));
              return reply instanceof Reply.Answered answered
                  ? answered(passage, road, answered)
                  : failed(passage, road, exchange);
            })
        .onFailure()
        .invoke(
            () -> {
              passage.note(Started.class, started(exchange));
              followed.ifPresent(call -> call.end("failed"));
            });
  }

  private static Answer answered(Passage passage, Road road, Reply.Answered answered) {
    SubmitReply reply = road.dialect().readSubmit(answered.status(), answered.body());
    Started started = Outcome.of(road.dialect(), answered.status(), answered.body());
    passage.note(Started.class, started);
    passage.note(AnsweredCode.class, new AnsweredCode(reply.effectiveCode()));
    passage.note(
        SubmitOutcome.class,
        new SubmitOutcome(road.name(), answered.status(), reply, answered.retryAfter()));
    if (reply.effectiveCode() == TOO_MANY && started == Started.NO) {
      passage.note(Throttled.class, new Throttled(answered.retryAfter()));
    }
    Relayed relayed =
        new Relayed(answered.status(), answered.headers(), answered.body())
            .with(UPSTREAM, road.name());
    return started == Started.UNKNOWN ? relayed.with(OUTCOME, UNKNOWN) : relayed;
  }

  private static Answer failed(Passage passage, Road road, Exchange exchange) {
    Started started = started(exchange);
    passage.note(Started.class, started);
    if (started == Started.UNKNOWN) {
      return Refusal.of(
              Reason.OUTCOME_UNKNOWN,
              "The request was sent and no complete answer came: the task may exist."
                  + " Do not resubmit it blindly.")
          .with(OUTCOME, UNKNOWN)
          .with(UPSTREAM, road.name())
          .answer();
    }
    if (exchange.unusable() && !passage.departed()) {
      passage.note(StaleGrant.class, new StaleGrant());
    }
    return Refusal.of(
            Reason.UNREACHABLE,
            "The upstream cannot be reached. Nothing was sent: it is safe to submit again.")
        .retryAfter(Duration.ofSeconds(1))
        .answer();
  }

  private static Started started(Exchange exchange) {
    return exchange.sent() ? Started.UNKNOWN : Started.NEVER_SENT;
  }
}
