package dev.sluice.relay;

import dev.sluice.meters.Meters;
import dev.sluice.task.CallbackUrls;
import dev.sluice.task.Callbacks;
import dev.sluice.time.Timers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Puts together what makes and what takes the addresses of callbacks. */
@Singleton
final class CallbackRoom {

  @Produces
  @Singleton
  CallbackToken tokens(CallbackSettings settings) {
    return new CallbackToken(settings.keys(), new SecureRandom()::nextBytes);
  }

  @Produces
  @Singleton
  CallbackUrls urls(CallbackSettings settings, CallbackToken tokens) {
    return submission ->
        settings.addresses().flatMap(base -> tokens.seal(submission).map(token -> base + token));
  }

  @Produces
  @Singleton
  CallbackIntake intake(
      CallbackSettings settings, Callbacks callbacks, Meters meters, Timers timers, Clock clock) {
    return new CallbackIntake(
        callbacks::hear, new CallbackSignatures(settings.hmacKeys(), clock), meters, timers);
  }
}
