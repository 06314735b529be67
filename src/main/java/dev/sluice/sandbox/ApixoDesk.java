package dev.sluice.sandbox;

import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The vendor's API in the APIXO dialect, without HTTP. */
final class ApixoDesk {

  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final Envelopes envelopes = new ApixoEnvelopes();
  private final Judge judge;
  private final Counter counter;

  ApixoDesk(SandboxRules rules, Judge judge, Webhooks webhooks, Clock clock) {
    this.judge = judge;
    this.counter = new Counter(rules, judge, webhooks, clock, envelopes);
  }

  /** Starts a task, or does what the prompt's words say. */
  Said submit(
      @Nullable String authorization,
      String model,
      @Nullable String contentType,
      byte @Nullable [] body) {
    return counter.known(
        authorization,
        () ->
            MODEL.matcher(model).matches()
                ? counter.submit(ApixoForm.read(model, contentType, body))
                : counter.counted(Judge.Kind.SUBMIT, () -> envelopes.error(404)));
  }

  /** Tells how a task stands. */
  Said status(@Nullable String authorization, String model, @Nullable String taskId) {
    return counter.known(
        authorization, () -> counter.counted(Judge.Kind.POLL, () -> status(model, taskId)));
  }

  private Said status(String model, @Nullable String taskId) {
    if (taskId == null || taskId.isBlank()) {
      return envelopes.invalid("Missing required field: taskId");
    }
    return judge
        .look(taskId, wanted -> wanted.equals(Wanted.of(model)))
        .map(found -> Said.Answer.of(200, envelopes.status(found.task(), found.state())))
        .orElseGet(() -> Said.Answer.of(404, envelopes.error(404, "Task not found")));
  }

  /** Tells what is left of the balance. */
  Said balance(@Nullable String authorization) {
    return counter.known(authorization, counter::balance);
  }
}
