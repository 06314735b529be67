package dev.sluice.task;

import dev.sluice.budget.Budgets;
import dev.sluice.budget.UnknownHold;
import dev.sluice.dialect.Dialect;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.routing.ModelLabels;
import dev.sluice.routing.Routes;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Puts the room together, and sets its timers going. */
@Singleton
final class TaskRoom {

  /** A model that nothing is known of is guessed to take this many times {@code first-check}. */
  private static final int PRIOR_MEDIAN = 3;

  @Produces
  @Singleton
  OpenTasks openTasks() {
    return new OpenTasks();
  }

  @Produces
  @Singleton
  Paces paces(TaskSettings settings) {
    return new Paces(settings.rules().pace().firstCheck().multipliedBy(PRIOR_MEDIAN));
  }

  @Produces
  @Singleton
  EndWaiters endWaiters(Timers timers) {
    return new EndWaiters(timers, EndWaiters.MOST);
  }

  @Produces
  @Singleton
  PaidReads paidReads() {
    return new PaidReads();
  }

  @Produces
  @Singleton
  UnknownHold unknownHold(TaskSettings settings, Paces paces, Upstreams upstreams) {
    return new LearnedHold(settings.rules().unknownHold(), paces, upstreams);
  }

  @Produces
  @Singleton
  TeamWords teamWords(Upstreams upstreams) {
    return new TeamWords(languages(upstreams));
  }

  private static Function<String, Optional<Dialect>> languages(Upstreams upstreams) {
    return name -> upstreams.find(name).map(Upstream::dialect);
  }

  @Produces
  @Singleton
  LastWords lastWords(Upstreams upstreams) {
    return new LastWords(languages(upstreams));
  }

  @Produces
  @Singleton
  LookTimes lookTimes(TaskSettings settings, Trust trust) {
    return new LookTimes(settings.rules(), trust);
  }

  @Produces
  @Singleton
  Opening opening(LookTimes times, OpenTasks open, Paces paces, Ticker ticker, Clock clock) {
    return new Opening(open, paces, times, ticker, clock);
  }

  @Produces
  @Singleton
  Closing closing(
      Outbox outbox,
      OpenTasks open,
      EndWaiters waiters,
      Meters meters,
      ModelLabels labels,
      Clock clock) {
    return new Closing(outbox, open, waiters, meters, labels::of, clock);
  }

  @Produces
  @Singleton
  Look look(
      Upstreams upstreams,
      TaskStore store,
      Closing closing,
      LookTimes times,
      Meters meters,
      Ticker ticker) {
    return new Look(upstreams, store, closing, times, meters, ticker);
  }

  @Produces
  @Singleton
  TaskStage taskStage(
      TaskStore store,
      Opening opening,
      Upstreams upstreams,
      Meters meters,
      ModelLabels labels,
      Clock clock) {
    return new TaskStage(store, opening, upstreams, meters, labels::of, clock);
  }

  @Produces
  @Singleton
  EarlierTaskStage earlierTaskStage(TaskStore store, Recollection recollection) {
    return new EarlierTaskStage(store, recollection);
  }

  @Produces
  @Singleton
  OwnCallbackStage ownCallbackStage(CallbackUrls urls, Upstreams upstreams, Clock clock) {
    return new OwnCallbackStage(urls, upstreams, clock);
  }

  @Produces
  @Singleton
  LateReads lateReads(
      Upstreams upstreams,
      Budgets budgets,
      PaidReads reads,
      TeamWords words,
      Meters meters,
      Ticker ticker) {
    return new LateReads(upstreams, budgets, reads, words, meters, ticker);
  }

  @Produces
  @Singleton
  PollWishes pollWishes(
      OpenTasks open, Opening opening, Budgets budgets, TaskSettings settings, Ticker ticker) {
    return new PollWishes(open, opening, budgets, settings.rules().pace().minSpacing(), ticker);
  }

  @Produces
  @Singleton
  HeldReads heldReads(TaskStore store, OpenTasks open, EndWaiters waiters, PollWishes wishes) {
    return new HeldReads(store, open, waiters, wishes);
  }

  @Produces
  @Singleton
  Recollection recollection(Budgets budgets, Upstreams upstreams, Clock clock) {
    return new Recollection(budgets, upstreams, clock);
  }

  @Produces
  @Singleton
  TeamTasks teamTasks(
      Budgets budgets, OpenTasks open, TaskStore store, Upstreams upstreams, TeamWords words) {
    return new TeamTasks(budgets, open, store, upstreams, words);
  }

  @Produces
  @Singleton
  RecordAnswers recordAnswers(TeamWords words, Meters meters, DeferredWaits waits) {
    return new RecordAnswers(words, meters, waits);
  }

  @Produces
  @Singleton
  DeferredTasks deferredTasks(
      TaskStore store, EndNotices notices, EndWaiters waiters, Clock clock) {
    return new DeferredTasks(store, notices, waiters, clock);
  }

  @Produces
  @Singleton
  StatusStage statusStage(
      TaskStore store,
      PollWishes wishes,
      EndWaiters waiters,
      LateReads late,
      Recollection recollection,
      RecordAnswers answers) {
    return new StatusStage(store, wishes, waiters, answers, late, recollection);
  }

  @Produces
  @Singleton
  BalanceStage balanceStage(
      Routes routes, Upstreams upstreams, Budgets budgets, PaidReads reads, Ticker ticker) {
    return new BalanceStage(routes::upstreams, upstreams, budgets, reads, ticker);
  }

  @Produces
  @Singleton
  Strays strays(
      TaskStore store,
      Outbox outbox,
      Opening opening,
      Upstreams upstreams,
      TaskSettings settings,
      Meters meters) {
    return new Strays(store, outbox, opening, upstreams, settings.rules(), meters);
  }

  @Produces
  @Singleton
  Lapses lapses(Budgets budgets, Outbox outbox, Meters meters, ModelLabels labels) {
    return new Lapses(budgets, outbox, meters, labels::of);
  }

  @Produces
  @Singleton
  Watchers watchers(
      OpenTasks open, Look look, Strays strays, LookTimes times, Ticker ticker, Timers timers) {
    return new Watchers(
        budget -> new Watcher(budget, open, look, strays, times, ticker),
        times.schedule().tick(),
        timers);
  }

  void start(
      @Observes StartupEvent started,
      Watchers watchers,
      Budgets budgets,
      TaskStore store,
      Closing closing,
      HeldReads held,
      CatchUp catchUp,
      Lapses lapses) {
    watchers.start(
        budgets, List.of(store::sweep, closing::retry, held::sweep, catchUp::sweep, lapses::sweep));
  }

  /** A gateway about to stop holds no poll: the next one is answered by another. */
  void drain(@Observes StartupEvent started, Draining draining, EndWaiters waiters) {
    draining.onBegin(waiters::close);
  }

  void stop(@Observes ShutdownEvent stopping, Watchers watchers) {
    watchers.stop();
  }
}
