package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.budget.Slot;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.SubmitReply;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import dev.sluice.passage.StatusWait;
import dev.sluice.routing.Provider;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import dev.sluice.upstream.SubmitOutcome;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The room put together around fakes, on virtual time: one gateway, or one of several replicas that
 * share a {@link Common}.
 */
final class TaskBench {

  final TestTime time;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Meters meters = new Meters(registry);
  final FakeBudget budget;
  final Map<String, FakeUpstream> named;
  final FakeUpstream upstream;
  final OpenTasks open = new OpenTasks();
  final Paces paces;
  final EndWaiters waiters;
  final TaskStore store;
  final UsageBook usage;
  final TaskStage taskStage;
  final Callbacks callbacks;
  final Callbacks doubtful;
  final List<String> late = new ArrayList<>();

  /** The languages of those answers. */
  final List<String> lateIn = new ArrayList<>();

  Uni<Void> lateKept = Uni.createFrom().voidItem();
  final Recollection recollection;
  final StatusStage statusStage;
  final BalanceStage balanceStage;
  final Upstreams upstreams = new NamedUpstreams();
  final Budget seat;
  final Trust trust;
  final ToldEnds told;
  private final Closing closing;
  private final Opening opening;
  private final Budgets budgets = new OneBudget();
  private final Watchers watchers;

  /** What all replicas share. */
  static final class Common {
    final TestTime time = new TestTime();
    final TaskRules rules;
    final FakeBudget budget;
    final Map<String, FakeUpstream> named = new LinkedHashMap<>();
    final FaultyStore far;
    final UsageBook usage;

    /** Whether upstreams are asked for callbacks. */
    boolean callbacks;

    /** Who hears of ends. */
    final List<ToldEnds> hearers = new ArrayList<>();

    Common(TaskRules rules, double rate, double burst) {
      this.rules = rules;
      this.budget = new FakeBudget(time, rate, burst);
      this.far = new FaultyStore(new MemoryTaskStore(rules, 1000, time), Fate.KIND);
      this.usage = new MemoryUsageBook(time);
      named.put("apixo", new FakeUpstream(time, "apixo"));
    }

    /** On a store of a test's choice. */
    Common(TaskStore store, UsageBook usage) {
      this.rules = TaskRules.defaults();
      this.budget = new FakeBudget(time, 163.6, 50);
      this.far = new FaultyStore(store, Fate.KIND);
      this.usage = usage;
      named.put("apixo", new FakeUpstream(time, "apixo"));
    }

    private void hear(ToldEnds replica) {
      hearers.add(replica);
      far.news = end -> hearers.forEach(each -> each.told(end));
    }

    Common() {
      this(TaskRules.defaults(), 163.6, 50);
    }
  }

  /** A gateway with everything in memory. */
  TaskBench(TaskRules rules, double rate, double burst) {
    this(new Common(rules, rate, burst), Fate.KIND, false);
  }

  /** One of several replicas. */
  TaskBench(Common common) {
    this(common, Fate.KIND);
  }

  /** One that may die. */
  TaskBench(Common common, Fate fate) {
    this(common, fate, true);
  }

  private TaskBench(Common common, Fate fate, boolean shared) {
    TaskRules rules = common.rules;
    this.time = common.time;
    this.budget = common.budget;
    this.seat = shared ? new BudgetSeat(budget, fate) : budget;
    this.named = common.named;
    this.upstream = named.get("apixo");
    this.paces = new Paces(rules.pace().firstCheck().multipliedBy(3));
    this.waiters = new EndWaiters(time, 2);
    TaskStore far = new FaultyStore(common.far, fate);
    this.trust = new Trust(common.callbacks, time);
    this.store =
        shared
            ? new NearTaskStore(
                far,
                open,
                new Shelf(rules, time),
                new Rewrites(far, open, () -> List.of(seat), time),
                new Certainty(() -> List.of(seat), time))
            : common.far;
    this.usage = new FatefulUsage(common.usage, fate);
    LookTimes times = new LookTimes(rules, trust);
    EndNotices none = debt -> Uni.createFrom().voidItem();
    Outbox outbox = new Outbox(store, usage, none, new MemoryEndedTasks(), trust, time.clock());
    this.closing = new Closing(outbox, open, waiters, meters, model -> model, time.clock());
    this.opening = new Opening(open, paces, times, time, time.clock());
    Look look = new Look(upstreams, store, closing, times, meters, time);
    Strays strays = new Strays(store, outbox, opening, upstreams, rules, meters);
    PollWishes wishes = new PollWishes(open, opening, budgets, rules.pace().minSpacing(), time);
    CatchUp catchUp = new CatchUp(open, look::again);
    this.told = new ToldEnds(trust, store, open, closing, waiters, catchUp);
    common.hear(told);
    HeldReads held = new HeldReads(store, open, waiters, wishes);
    PaidReads reads = new PaidReads();
    TeamWords words = new TeamWords(name -> upstreams.find(name).map(Upstream::dialect));
    this.taskStage = new TaskStage(store, opening, upstreams, meters, model -> model, time.clock());
    UnboundSlots unbound = new UnboundSlots(store, budgets, upstreams, meters, model -> model);
    HeardEnds told =
        new HeardEnds(outbox, budgets, words, opening, closing, Optional.of(this::bound));
    this.callbacks = new Callbacks(store, upstreams, unbound, told, Optional.empty());
    SecondReads second = new SecondReads(upstreams, budgets, reads, meters);
    this.doubtful = new Callbacks(store, upstreams, unbound, told, Optional.of(second));
    this.recollection = new Recollection(budgets, upstreams, time.clock());
    this.statusStage =
        new StatusStage(
            store,
            wishes,
            waiters,
            new RecordAnswers(words, meters, (team, accepted) -> Duration.ofSeconds(1)),
            new LateReads(upstreams, budgets, reads, words, meters, time),
            recollection);
    this.balanceStage =
        new BalanceStage(
            (team, provider) -> List.copyOf(named.keySet()), upstreams, budgets, reads, time);
    this.watchers =
        new Watchers(
            b -> new Watcher(b, open, look, strays, times, time), times.schedule().tick(), time);
    Lapses lapses = new Lapses(budgets, outbox, meters, model -> model);
    watchers.start(budgets, List.of(store::sweep, closing::retry, held::sweep, catchUp::sweep));
    time.every(Duration.ofSeconds(1), lapses::sweep);
  }

  /** With the default rules and the default budget. */
  TaskBench() {
    this(TaskRules.defaults(), 163.6, 50);
  }

  private Uni<Boolean> bound(
      String team, String digest, String upstreamName, String taskId, Dialect dialect) {
    lateIn.add(dialect.name());
    return lateKept
        .invoke(() -> late.add(String.join(" ", team, digest, upstreamName, taskId)))
        .replaceWith(true);
  }

  FakeUpstream add(String name) {
    FakeUpstream one = new FakeUpstream(time, name);
    named.put(name, one);
    return one;
  }

  void stop() {
    watchers.stop();
  }

  /** A submit of team red that the upstream accepts now. */
  Answer submit(String slot, String taskId, Duration takes) {
    upstream.run(taskId, takes);
    return accepted("red", "apixo", slot, taskId);
  }

  Answer accepted(String team, String upstreamName, String slot, String taskId) {
    return submitting(team, upstreamName, slot, taskId, Started.YES, accepted(taskId))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .assertCompleted()
        .getItem();
  }

  Uni<Answer> submitting(
      String team,
      String upstreamName,
      String slot,
      String taskId,
      Started started,
      Uni<Answer> answer) {
    budget.hold(slot, team);
    budget.owned(slot, seat);
    Passage passage = passage(Operation.SUBMIT, team, "");
    return taskStage.enter(upstreamSaid(passage, upstreamName, slot, taskId, started), p -> answer);
  }

  private Passage upstreamSaid(
      Passage passage, String upstreamName, String slot, String taskId, Started started) {
    return passage
        .note(Slot.class, new Slot(slot, seat))
        .note(UpstreamChoice.class, new UpstreamChoice(upstreamName, Provider.AUTO, "flux2"))
        .note(Started.class, started)
        .note(
            SubmitOutcome.class,
            new SubmitOutcome(
                upstreamName,
                200,
                new SubmitReply(200, true, Optional.of(taskId)),
                Optional.empty()));
  }

  /** A submit on a passage of the test's own that the upstream accepts. */
  Uni<Answer> submitting(Passage passage, String upstreamName, String slot, String taskId) {
    budget.hold(slot, passage.noted(Team.class).id());
    return taskStage.enter(
        upstreamSaid(passage, upstreamName, slot, taskId, Started.YES), p -> accepted(taskId));
  }

  static Uni<Answer> accepted(String taskId) {
    return Uni.createFrom()
        .item(
            new Relayed(
                200,
                Map.of("Content-Type", "application/json"),
                "{\"code\":200, \"data\":{\"taskId\":\"%s\"} }"
                    .formatted(taskId)
                    .getBytes(StandardCharsets.UTF_8)));
  }

  Passage passage(Operation operation, String team, String taskId) {
    return new Passage(
            new RequestHead(
                operation, "request", "apixo", "flux2", taskId, name -> Optional.empty()))
        .note(Team.class, new Team(team, List.of(), List.of(), true, false));
  }

  UniAssertSubscriber<Answer> polling(String team, String taskId) {
    return polling(passage(Operation.STATUS, team, taskId));
  }

  UniAssertSubscriber<Answer> waiting(String team, String taskId, Duration limit) {
    return polling(
        passage(Operation.STATUS, team, taskId).note(StatusWait.class, new StatusWait(limit)));
  }

  UniAssertSubscriber<Answer> polling(Passage passage) {
    return statusStage
        .enter(passage, TaskBench::nowhere)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  Answer poll(String team, String taskId) {
    return polling(team, taskId).assertCompleted().getItem();
  }

  String pollBody(String team, String taskId) {
    return body(poll(team, taskId));
  }

  static Uni<Answer> nowhere(Passage passage) {
    throw new AssertionError("the path ends here");
  }

  static String body(Answer answer) {
    return new String(((Relayed) answer).body(), StandardCharsets.UTF_8);
  }

  /** The upstream tells this replica what it would answer to a look now. */
  void callback(String taskId) {
    TaskKey key = new TaskKey("apixo", taskId);
    TaskRecord record = (TaskRecord) Now.of(store.find(key)).orElseThrow();
    OpenTask task = open.byKey(key).orElseGet(() -> opening.adopt(record, seat));
    Finding found = Finding.of(upstream.says(taskId), upstream.dialect(), taskId);
    Now.of(closing.over(task, (Finding.Over) found, opening.age(record), FoundBy.CALLBACK));
  }

  double tasksCounted(String state) {
    Counter counter = registry.find("sluice.tasks").tag("state", state).counter();
    return counter == null ? 0 : counter.count();
  }

  private final class NamedUpstreams implements Upstreams {
    @Override
    public Upstream of(String name) {
      return named.get(name);
    }

    @Override
    public Collection<Upstream> all() {
      return List.copyOf(named.values());
    }
  }

  private final class OneBudget implements Budgets {
    @Override
    public Budget of(String name) {
      return seat;
    }

    @Override
    public Collection<Budget> all() {
      return List.of(seat);
    }
  }

  private record FatefulUsage(UsageBook book, Fate fate) implements UsageBook {
    @Override
    public Uni<Void> count(UsageEntry entry) {
      return fate.of(() -> book.count(entry));
    }

    @Override
    public Uni<List<Usage>> of(String team, LocalDate day) {
      return book.of(team, day);
    }

    @Override
    public Uni<List<Page>> pages(LocalDate day, String after) {
      return book.pages(day, after);
    }
  }

  /** A submit of red's under an idempotency key. */
  static Submission claimed(String slot) {
    return submission(slot, Optional.of("d1"));
  }

  /** A submit of red's. */
  static Submission submission(String slot) {
    return submission(slot, Optional.empty());
  }

  private static Submission submission(String slot, Optional<String> key) {
    return new Submission(
        slot,
        "red",
        "apixo",
        "flux2",
        "auto",
        7,
        Optional.empty(),
        key,
        Optional.empty(),
        Optional.empty());
  }
}
