package dev.sluice.relay;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.Live;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import dev.sluice.task.EndNotices;
import dev.sluice.task.LastWords;
import dev.sluice.task.TaskStore;
import dev.sluice.team.TeamDirectory;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** Puts the room together, and sets its timers going. */
@Singleton
final class RelayRoom {

  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Duration COUNT = Duration.ofSeconds(10);

  @Produces
  @Singleton
  DeliveryQueue queue(@Any Instance<DeliveryQueue> all, StoreChoice choice) {
    return choice.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  DeliveryQueue memory(RelaySettings settings, Clock clock) {
    return new MemoryDeliveryQueue(MemoryDeliveryQueue.Bounds.usual(), settings.lease(), clock);
  }

  @Produces
  @Singleton
  HostNames names(Vertx vertx) {
    var workers = vertx.createSharedWorkerExecutor("sluice-names", SystemHostNames.MOST);
    return new SystemHostNames(
        lookup ->
            Uni.createFrom()
                .completionStage(() -> workers.executeBlocking(lookup, false).toCompletionStage()));
  }

  @Produces
  @Singleton
  VertxWebhookPost post(Vertx vertx, RelaySettings settings, Clock clock) {
    return new VertxWebhookPost(vertx, new HttpClientOptions(), settings.timeout(), clock);
  }

  void close(@Disposes VertxWebhookPost post) {
    post.close();
  }

  @Produces
  @Singleton
  Live<RelaySettings> settings(RelaySettings first) {
    return Live.of(first, edition -> new RelaySettings(edition.mapped(RelayConfig.class)));
  }

  @Produces
  @Singleton
  Courier courier(
      Live<RelaySettings> live,
      Config config,
      HostNames names,
      VertxWebhookPost post,
      Clock clock) {
    RelaySettings settings = live.now();
    return new HttpCourier(
        new TargetGuard(settings.targets()),
        HousePlaces.of(config),
        names,
        new Letterhead(team -> live.now().secrets(team), clock),
        post,
        settings.timeout());
  }

  @Produces
  @Singleton
  Deliverer deliverer(
      DeliveryQueue queue, Courier courier, TeamDirectory teams, Timers timers, Meters meters) {
    var schedule = new DeliverySchedule(new SecureRandom()::nextDouble);
    return new Deliverer(queue, courier, schedule, teams, timers, meters);
  }

  @Produces
  @Singleton
  EndNotices notices(
      DeliveryQueue queue,
      LastWords words,
      CallbackSettings callbacks,
      Deliverer deliverer,
      Meters meters,
      Clock clock) {
    OwnUrl own = new OwnUrl(callbacks.addresses().orElse(""));
    return new EndDesk(queue, words, own, deliverer::look, meters, clock);
  }

  @Produces
  @Singleton
  Redeliveries redeliveries(
      DeliveryQueue queue,
      TaskStore tasks,
      LastWords words,
      CallbackSettings callbacks,
      Deliverer deliverer) {
    OwnUrl own = new OwnUrl(callbacks.addresses().orElse(""));
    return new Redeliveries(queue, tasks, words, own, deliverer::look);
  }

  @Produces
  @Singleton
  PendingGauges gauges(DeliveryQueue queue, Meters meters) {
    return new PendingGauges(queue, meters);
  }

  @Produces
  @Singleton
  RelayTimers relayTimers() {
    return new RelayTimers();
  }

  void start(
      @Observes StartupEvent started,
      DeliveryQueue queue,
      Deliverer deliverer,
      PendingGauges gauges,
      Timers timers,
      RelayTimers running) {
    running.add(timers.every(SWEEP, deliverer::look));
    running.add(timers.every(SWEEP, queue::sweep));
    running.add(timers.every(COUNT, gauges::count));
  }

  /**
   * Another replica takes what is due; what is on its way here ends as it does. A queue in memory
   * is nobody else's, and is worked off until the end.
   */
  void drain(
      @Observes StartupEvent started, Draining draining, Deliverer deliverer, StoreChoice choice) {
    if (choice.kind() == StoreKind.REDIS) {
      draining.onBegin(deliverer::stop);
    }
  }

  void stop(@Observes ShutdownEvent stopping, Deliverer deliverer, RelayTimers running) {
    deliverer.stop();
    running.cancel();
  }
}
