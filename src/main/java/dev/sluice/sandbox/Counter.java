package dev.sluice.sandbox;

import dev.sluice.sandbox.PromptWords.Manner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the vendors' desks have in common, whatever they call things: every request with the right
 * key goes before the judge first, and only one that was admitted learns anything else.
 */
final class Counter {

  private final byte[] key;
  private final Judge judge;
  private final Webhooks webhooks;
  private final Clock clock;
  private final Envelopes envelopes;

  /**
   * @param envelopes the vendor's words
   */
  Counter(SandboxRules rules, Judge judge, Webhooks webhooks, Clock clock, Envelopes envelopes) {
    this.key = rules.key().getBytes(StandardCharsets.UTF_8);
    this.judge = judge;
    this.webhooks = webhooks;
    this.clock = clock;
    this.envelopes = envelopes;
  }

  /** Serves who has the key. */
  Said known(@Nullable String authorization, Supplier<Said> served) {
    return authenticated(authorization) ? served.get() : envelopes.unauthenticated();
  }

  /** Answers what is admitted and starts nothing. */
  Said counted(Judge.Kind kind, Supplier<Said> answer) {
    Optional<Ruling.TooMany> refusal = judge.admit(kind);
    return refusal.isPresent() ? refused(refusal.get()) : answer.get();
  }

  /** Starts a task, or does what the prompt's words say. */
  Said submit(SubmitForm form) {
    return form instanceof SubmitForm.Accepted accepted
        ? serve(accepted)
        : counted(Judge.Kind.SUBMIT, () -> envelopes.invalid(((SubmitForm.Invalid) form).error()));
  }

  /** Tells what is left after all tasks that were ever started. */
  Said balance() {
    return counted(
        Judge.Kind.BALANCE, () -> Said.Answer.of(200, envelopes.balance(judge.started())));
  }

  private Said serve(SubmitForm.Accepted form) {
    PromptWords words = PromptWords.in(form.prompt());
    Duration lag = words.lag().map(judge::pick).orElse(Duration.ZERO);
    if (words.manner() instanceof Manner.Serve || words.manner() instanceof Manner.ServeSilently) {
      return start(form, words, lag);
    }
    return counted(Judge.Kind.SUBMIT, () -> withoutTask(words.manner(), lag));
  }

  private Said start(SubmitForm.Accepted form, PromptWords words, Duration lag) {
    Ruling ruling = judge.start(form.wanted(), words.cost(), words.failCode());
    if (ruling instanceof Ruling.TooMany tooMany) {
      return refused(tooMany);
    }
    SandboxTask task = ((Ruling.Begun) ruling).task();
    form.callbackUrl()
        .ifPresent(
            url ->
                webhooks.tellAtEnd(
                    url, task, () -> envelopes.callback(task, judge.started(), clock.instant())));
    return words.manner() instanceof Manner.ServeSilently
        ? nothing()
        : Said.Answer.of(200, envelopes.accepted(task.id())).lag(lag);
  }

  private Said withoutTask(Manner manner, Duration lag) {
    if (manner instanceof Manner.Status status) {
      Said.Answer answer = envelopes.error(status.status()).lag(lag);
      return status.again() ? answer.retryAfter(Duration.ofSeconds(1)) : answer;
    }
    if (manner instanceof Manner.Code code) {
      return Said.Answer.of(200, envelopes.error(code.code(), envelopes.message(code.code())))
          .lag(lag);
    }
    if (manner instanceof Manner.NoStatus none) {
      return envelopes
          .invalid("Invalid field: input.prompt: " + none.word() + " is no status from 200 to 599")
          .lag(lag);
    }
    return nothing();
  }

  private Said nothing() {
    return new Said.Nothing(Said.Answer.of(503, envelopes.error(503, "Service unavailable")));
  }

  private boolean authenticated(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        && MessageDigest.isEqual(
            key, authorization.substring(7).trim().getBytes(StandardCharsets.UTF_8));
  }

  private Said refused(Ruling.TooMany tooMany) {
    return Said.Answer.of(429, envelopes.error(429, tooMany.message()))
        .retryAfter(tooMany.retryAfter());
  }
}
