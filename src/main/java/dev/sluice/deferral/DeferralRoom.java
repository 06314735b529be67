package dev.sluice.deferral;

import dev.sluice.budget.UnknownHold;
import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.Live;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import dev.sluice.task.DeferredTasks;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Puts the room together, and sets its timer going. */
@Singleton
public final class DeferralRoom {

  /** What all teams together may have waiting. */
  public static final Room ALL = new Room(100_000, 512L << 20);

  /** After so long of silence a replica's claims expire. */
  public static final Duration LEASE = Duration.ofSeconds(15);

  private static final Logger LOG = Logger.getLogger(DeferralRoom.class);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** In this process bodies may take an eighth of the heap. */
  private static final int HEAP_PART = 8;

  private final String owner = UUID.randomUUID().toString();
  private volatile Timers.Alarm sweeps = () -> {};

  @Produces
  @Singleton
  DeferredQueue queue(@Any Instance<DeferredQueue> all, StoreChoice choice) {
    return choice.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  DeferredQueue memory(Clock clock) {
    long bytes = Math.min(ALL.bytes(), Runtime.getRuntime().maxMemory() / HEAP_PART);
    return new MemoryDeferredQueue(new Room(ALL.entries(), bytes), LEASE, clock);
  }

  @Produces
  @Singleton
  Backlogs backlogs(Clock clock) {
    return new Backlogs(clock);
  }

  @Produces
  @Singleton
  DeferredEnds ends(DeferredQueue queue, DeferredTasks tasks, Meters meters) {
    return new DeferredEnds(queue, tasks, meters, owner);
  }

  @Produces
  @Singleton
  Walks walks(
      DeferredQueue queue,
      TurnPassages passages,
      Instance<PromotionWay> way,
      DeferredEnds ends,
      Meters meters,
      Timers timers) {
    return new Walks(queue, passages, way::get, ends, meters, timers);
  }

  @Produces
  @Singleton
  TurnPassages passages(TeamDirectory teams, Clock clock) {
    return new TurnPassages(teams, clock);
  }

  @Produces
  @Singleton
  Promoter promoter(
      DeferredQueue queue,
      Walks walks,
      DeferredEnds ends,
      Backlogs backlogs,
      TeamDirectory teams,
      Timers timers) {
    var crew = new Promoter.Crew(owner, walks, ends);
    return new Promoter(queue, crew, backlogs, teams, timers);
  }

  @Produces
  @Singleton
  Live<DeferralSettings> settings(DeferralSettings first) {
    return Live.of(
        first,
        edition -> new DeferralSettings(edition.mapped(DeferralConfig.class), edition.layout()));
  }

  @Produces
  @Singleton
  DeferredIntake intake(
      DeferredQueue queue,
      DeferredTasks tasks,
      Live<DeferralSettings> settings,
      Timers timers,
      Clock clock) {
    return new DeferredIntake(queue, tasks, settings, timers, clock);
  }

  @Produces
  @Singleton
  DeferStage deferStage(
      DeferredIntake intake, Backlogs backlogs, Promoter promoter, Meters meters) {
    return new DeferStage(intake, backlogs, promoter::wake, meters);
  }

  @Produces
  @Singleton
  DepartStage departStage(DeferredQueue queue, UnknownHold hold) {
    return new DepartStage(queue, hold);
  }

  @Produces
  @Singleton
  DeferralDesk desk(
      DeferredQueue queue, DeferredEnds ends, Backlogs backlogs, Live<DeferralSettings> settings) {
    return new DeferralDesk(queue, ends, backlogs, settings);
  }

  void start(
      @Observes StartupEvent started,
      Promoter promoter,
      Backlogs backlogs,
      TeamDirectory teams,
      StoreChoice choice,
      Timers timers,
      Meters meters) {
    if (choice.kind() == StoreKind.MEMORY) {
      LOG.info("deferred submits are kept in memory: a restart of the gateway forgets them");
    }
    meters.gauge(
        "sluice.deferred",
        List.of("team"),
        () -> teams(teams, backlogs),
        labels -> backlogs.of(labels.get(0)).map(Backlog::entries).orElse(0));
    meters.gauge(
        "sluice.deferred.oldest.seconds",
        List.of("team"),
        () -> teams(teams, backlogs),
        labels -> backlogs.oldest(labels.get(0)).toMillis() / 1000.0);
    sweeps = timers.every(SWEEP, promoter::sweep);
  }

  /** Those that exist, and those that are gone and still have something waiting. */
  private static List<List<String>> teams(TeamDirectory teams, Backlogs backlogs) {
    Set<String> names = new TreeSet<>(backlogs.names());
    teams.all().stream().map(Team::id).forEach(names::add);
    return names.stream().map(List::of).toList();
  }

  void drain(@Observes StartupEvent started, Draining draining, Promoter promoter) {
    draining.onBegin(promoter::stop);
  }

  void stop(@Observes ShutdownEvent stopping, Promoter promoter) {
    sweeps.cancel();
    promoter.stop();
  }
}
