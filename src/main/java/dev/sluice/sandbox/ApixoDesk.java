package dev.sluice.sandbox;

import dev.sluice.sandbox.PromptWords.Manner;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's API in the APIXO dialect, without HTTP. Every request with the right key goes before
 * the judge first, and only one that was admitted learns anything else.
 */
final class ApixoDesk {

  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final BigDecimal CREDIT = new BigDecimal("100.0000");
  private static final BigDecimal PRICE = new BigDecimal("0.0100");

  private final byte[] key;
  private final Judge judge;
  private final Webhooks webhooks;

  ApixoDesk(SandboxRules rules, Judge judge, Webhooks webhooks) {
    this.key = rules.key().getBytes(StandardCharsets.UTF_8);
    this.judge = judge;
    this.webhooks = webhooks;
  }

  /** Starts a task, or does what the prompt's words say. */
  Said submit(
      @Nullable String authorization,
      String model,
      @Nullable String contentType,
      byte @Nullable [] body) {
    if (!authenticated(authorization)) {
      return unauthenticated();
    }
    if (!MODEL.matcher(model).matches()) {
      return counted(Judge.Kind.SUBMIT, () -> error(404));
    }
    SubmitForm form = SubmitForm.read(contentType, body);
    if (form instanceof SubmitForm.Accepted accepted) {
      return serve(model, accepted);
    }
    String error = ((SubmitForm.Invalid) form).error();
    return counted(Judge.Kind.SUBMIT, () -> Said.Answer.of(400, Envelopes.invalid(error)));
  }

  /** Tells how a task stands. */
  Said status(@Nullable String authorization, String model, @Nullable String taskId) {
    if (!authenticated(authorization)) {
      return unauthenticated();
    }
    return counted(
        Judge.Kind.POLL,
        () -> {
          if (taskId == null || taskId.isBlank()) {
            return Said.Answer.of(400, Envelopes.invalid("Missing required field: taskId"));
          }
          return judge
              .look(model, taskId)
              .map(found -> Said.Answer.of(200, Envelopes.status(found.task(), found.state())))
              .orElseGet(() -> Said.Answer.of(404, Envelopes.error(404, "Task not found")));
        });
  }

  /** Tells what is left of 100 dollars, of which every task takes a cent. */
  Said balance(@Nullable String authorization) {
    if (!authenticated(authorization)) {
      return unauthenticated();
    }
    return counted(
        Judge.Kind.BALANCE,
        () -> {
          BigDecimal left = CREDIT.subtract(PRICE.multiply(BigDecimal.valueOf(judge.started())));
          return Said.Answer.of(200, Envelopes.balance(left.max(BigDecimal.ZERO)));
        });
  }

  private Said serve(String model, SubmitForm.Accepted form) {
    PromptWords words = PromptWords.in(form.prompt());
    Duration lag = words.lag().map(judge::pick).orElse(Duration.ZERO);
    if (words.manner() instanceof Manner.Status status) {
      Said.Answer answer = error(status.status()).lag(lag);
      return counted(
          Judge.Kind.SUBMIT,
          () -> status.again() ? answer.retryAfter(Duration.ofSeconds(1)) : answer);
    }
    if (words.manner() instanceof Manner.NoStatus none) {
      String error =
          "Invalid field: input.prompt: " + none.word() + " is no status from 200 to 599";
      return counted(
          Judge.Kind.SUBMIT, () -> Said.Answer.of(400, Envelopes.invalid(error)).lag(lag));
    }
    if (words.manner() instanceof Manner.Hang) {
      return counted(Judge.Kind.SUBMIT, Said.Nothing::new);
    }
    Ruling ruling = judge.start(model, words.cost(), words.failCode());
    if (ruling instanceof Ruling.TooMany tooMany) {
      return refused(tooMany);
    }
    SandboxTask task = ((Ruling.Begun) ruling).task();
    form.callbackUrl().ifPresent(url -> webhooks.tellAtEnd(url, task));
    return words.manner() instanceof Manner.ServeSilently
        ? new Said.Nothing()
        : Said.Answer.of(200, Envelopes.accepted(task.id())).lag(lag);
  }

  private Said counted(Judge.Kind kind, Supplier<Said> answer) {
    Optional<Ruling.TooMany> refusal = judge.admit(kind);
    return refusal.isPresent() ? refused(refusal.get()) : answer.get();
  }

  private boolean authenticated(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        && MessageDigest.isEqual(
            key, authorization.substring(7).trim().getBytes(StandardCharsets.UTF_8));
  }

  private static Said unauthenticated() {
    return Said.Answer.of(401, Envelopes.unauthenticated());
  }

  private static Said refused(Ruling.TooMany tooMany) {
    return Said.Answer.of(429, Envelopes.error(429, tooMany.message()))
        .retryAfter(tooMany.retryAfter());
  }

  private static Said.Answer error(int status) {
    return Said.Answer.of(status, Envelopes.error(status, Envelopes.message(status)));
  }
}
