package dev.sluice.sandbox;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The vendor's API in the Kie dialect, without HTTP. */
final class KieDesk {

  private final Envelopes envelopes;
  private final Judge judge;
  private final Counter counter;

  KieDesk(SandboxRules rules, Judge judge, Webhooks webhooks, Clock clock) {
    this.envelopes = new KieEnvelopes(rules.webhookHmacKey().map(KieSeal::new));
    this.judge = judge;
    this.counter = new Counter(rules, judge, webhooks, clock, envelopes);
  }

  /** Starts a task, or does what the prompt's words say. */
  Said createTask(
      @Nullable String authorization, @Nullable String contentType, byte @Nullable [] body) {
    return counter.known(authorization, () -> counter.submit(KieForm.read(contentType, body)));
  }

  /** Tells how a task stands. */
  Said recordInfo(@Nullable String authorization, @Nullable String taskId) {
    return counter.known(
        authorization, () -> counter.counted(Judge.Kind.POLL, () -> recordInfo(taskId)));
  }

  private Said recordInfo(@Nullable String taskId) {
    if (taskId == null || taskId.isBlank()) {
      return Said.Answer.of(400, envelopes.error(400, "taskId is required"));
    }
    return judge
        .look(taskId, wanted -> wanted.echo().isPresent())
        .map(found -> Said.Answer.of(200, envelopes.status(found.task(), found.state())))
        .orElseGet(() -> Said.Answer.of(422, envelopes.error(422, "recordInfo is null")));
  }

  /** Tells what is left of the credits. */
  Said credit(@Nullable String authorization) {
    return counter.known(authorization, counter::balance);
  }
}
