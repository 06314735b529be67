package dev.sluice.sandbox;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Puts the sandbox together. */
final class SandboxBeans {

  private static final int MOST_HELD = 10_000;

  @Produces
  @Singleton
  Judge judge(SandboxSettings settings, Ticker ticker, Clock clock) {
    return new Judge(settings.rules(), ticker, clock, new SecureRandom());
  }

  @Produces
  @Singleton
  Webhooks webhooks(Timers timers, WebhookPost post) {
    return new Webhooks(timers, post);
  }

  @Produces
  @Singleton
  ApixoDesk apixo(SandboxSettings settings, Judge judge, Webhooks webhooks, Clock clock) {
    return new ApixoDesk(settings.rules(), judge, webhooks, clock);
  }

  @Produces
  @Singleton
  KieDesk kie(SandboxSettings settings, Judge judge, Webhooks webhooks, Clock clock) {
    return new KieDesk(settings.rules(), judge, webhooks, clock);
  }

  @Produces
  @Singleton
  HeldAnswers held(Timers timers) {
    return new HeldAnswers(timers, MOST_HELD);
  }
}
