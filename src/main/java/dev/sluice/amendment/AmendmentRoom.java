package dev.sluice.amendment;

import dev.sluice.redis.StoreFailure;
import dev.sluice.settings.Editions;
import dev.sluice.settings.GatewaySecret;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Timers;
import dev.sluice.trail.AuditTrail;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Puts the room together, and looks for changes while the gateway runs. */
@Singleton
final class AmendmentRoom {

  private static final Logger LOG = Logger.getLogger(AmendmentRoom.class);

  private final SecureRandom random = new SecureRandom();
  private Timers.Alarm looks = () -> {};

  @Produces
  @Singleton
  AmendmentStore store(@Any Instance<AmendmentStore> all, StoreChoice choice) {
    return choice.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  AmendmentStore memory(AuditTrail trail) {
    return new MemoryAmendmentStore(trail);
  }

  @Produces
  @Singleton
  Overlay overlay(GatewaySecret secret) {
    return new Overlay(new Seal(secret.values()));
  }

  @Produces
  @Singleton
  Follower follower(AmendmentStore store, Editions editions, Overlay overlay) {
    return new Follower(store, editions, overlay);
  }

  @Produces
  @Singleton
  Amender amender(
      AmendmentStore store, Follower follower, Editions editions, Overlay overlay, Clock clock) {
    return new Amender(
        store, follower, editions, overlay, () -> Long.toHexString(random.nextLong()), clock);
  }

  void start(@Observes StartupEvent started, Follower follower, Timers timers) {
    look(follower);
    looks = timers.every(Follower.LOOK, () -> look(follower));
  }

  void stop(@Observes ShutdownEvent stopping) {
    looks.cancel();
  }

  private static void look(Follower follower) {
    follower.look().subscribe().with(done -> {}, AmendmentRoom::failed);
  }

  /** That the store is away is said elsewhere, once. */
  private static void failed(Throwable failure) {
    if (failure instanceof StoreFailure) {
      LOG.debug("what administrators changed cannot be asked for", failure);
    } else {
      LOG.errorf("amendments-unreadable cause=%s", failure);
    }
  }
}
