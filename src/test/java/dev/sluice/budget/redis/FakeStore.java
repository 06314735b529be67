package dev.sluice.budget.redis;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.LocalLedger;
import dev.sluice.budget.Verdict;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A store on virtual time that speaks the protocol of decision 12 over a ledger in memory, and that
 * a test lets answer late, lose answers, stall, or forget.
 */
final class FakeStore implements Program {

  /** What becomes of a call. */
  enum Fate {
    /** Done and answered. */
    ANSWER,
    /** Done, and nobody hears of it. */
    LOSE_ANSWER,
    /** There is no connection. */
    UNREACHABLE,
    /** Kept until {@link #resume}; given up by its caller after 250 ms. */
    STALL
  }

  /** A call as it came. */
  record Call(List<String> header, List<Errand> errands) {
    List<String> of(String name) {
      return errands.stream()
          .filter(errand -> errand.name().equals(name))
          .flatMap(errand -> errand.arguments().stream())
          .toList();
    }

    long deadline() {
      return Long.parseLong(header.get(1));
    }

    boolean has(String name) {
      return errands.stream().anyMatch(errand -> errand.name().equals(name));
    }
  }

  /** What an answer says about leases. */
  record Page(long cursor, boolean more, List<Told> changed) {}

  private record Stalled(List<String> arguments, UniEmitter<? super Told> out) {}

  final List<Call> calls = new ArrayList<>();
  final Map<String, String> reported = new LinkedHashMap<>();
  Fate fate = Fate.ANSWER;
  long generation = 1;
  long quarantineMicros;
  boolean knowsPlan;
  boolean wantsAssert = true;

  /** Told with the next answer that is heard. */
  List<Told> changed = new ArrayList<>();

  /** All leases of others, told to whoever knows nothing. */
  final Map<String, Told> known = new LinkedHashMap<>();

  /** Answers about leases that a test has written, each told once, before those that are true. */
  final Deque<Page> pages = new ArrayDeque<>();

  boolean garble;
  long skewMicros;
  LocalLedger ledger;
  private final TestTime time;
  private final Deque<Stalled> stalled = new ArrayDeque<>();
  private long sequence;
  private int changesAfter = -1;
  private Fate next = Fate.ANSWER;

  FakeStore(BudgetPlan plan, LedgerLimits limits, TestTime time) {
    this.time = time;
    this.ledger = new LocalLedger(plan, time, limits);
  }

  long redisMicros() {
    return 1_700_000_000_000_000L + skewMicros + time.nanos() / 1000;
  }

  Call lastCall() {
    return calls.get(calls.size() - 1);
  }

  @Override
  public Uni<Told> run(List<String> arguments) {
    calls.add(call(arguments));
    StoreFailure lost = new StoreFailure(StoreFailure.Kind.UNKNOWN, "no answer");
    fate = changesAfter >= 0 && calls.size() > changesAfter ? next : fate;
    changesAfter = calls.size() > changesAfter ? -1 : changesAfter;
    Fate now = fate;
    return Uni.createFrom()
        .emitter(
            out -> {
              switch (now) {
                case ANSWER -> out.complete(execute(arguments));
                case UNREACHABLE ->
                    out.fail(new StoreFailure(StoreFailure.Kind.NEVER_SENT, "no connection"));
                case LOSE_ANSWER -> {
                  execute(arguments);
                  time.after(Duration.ofMillis(250), () -> out.fail(lost));
                }
                case STALL -> {
                  stalled.add(new Stalled(arguments, out));
                  time.after(Duration.ofMillis(250), () -> out.fail(lost));
                }
              }
            });
  }

  /** So many more calls go as they do now; the others after that end like this. */
  void fateAfterwards(int more, Fate then) {
    changesAfter = calls.size() + more;
    next = then;
  }

  /** Goes on: what was sent meanwhile is executed now, whoever still waits for it. */
  void resume() {
    fate = Fate.ANSWER;
    while (!stalled.isEmpty()) {
      Stalled call = stalled.poll();
      call.out.complete(execute(call.arguments));
    }
  }

  /** Everything is forgotten. */
  void wipe(BudgetPlan plan, LedgerLimits limits) {
    ledger = new LocalLedger(plan, time, limits);
    generation++;
    knowsPlan = false;
    wantsAssert = true;
  }

  private static Call call(List<String> arguments) {
    List<Errand> errands = new ArrayList<>();
    int at = 7;
    while (at < arguments.size()) {
      int size = Integer.parseInt(arguments.get(at + 1));
      errands.add(new Errand(arguments.get(at), arguments.subList(at + 2, at + 2 + size)));
      at += 2 + size;
    }
    return new Call(arguments.subList(0, 7), errands);
  }

  private Told execute(List<String> arguments) {
    Call call = call(arguments);
    if (call.deadline() > 0 && redisMicros() > call.deadline()) {
      return Told.list(List.of(Told.text("late"), Told.text(redisMicros())));
    }
    knowsPlan |= call.has("plan");
    boolean open = knowsPlan;
    List<Told> answers = new ArrayList<>();
    for (Errand errand : call.errands) {
      answers.add(open || errand.name().equals("plan") ? answer(errand) : Told.text(""));
    }
    if (open && call.has("assert") && call.of("assert").get(0).equals("1")) {
      wantsAssert = false;
    }
    Page page = pages.isEmpty() ? page(call) : pages.poll();
    String wanted =
        (knowsPlan ? "" : "plan ") + (wantsAssert ? "assert " : "") + (page.more ? "more" : "");
    if (garble) {
      return Told.list(List.of(Told.text("ok"), Told.text("what")));
    }
    return Told.list(
        List.of(
            Told.text("ok"),
            Told.text(redisMicros()),
            Told.text(time.nanos() / 1000),
            Told.text(generation),
            Told.text(++sequence),
            Told.text(50_000),
            Told.text(quarantineMicros),
            Told.text(wanted.trim()),
            Told.text(0),
            Told.text(0),
            Told.text(page.cursor),
            Told.list(page.changed.stream().map(this::kept).toList()),
            Told.list(answers)));
  }

  private Page page(Call call) {
    for (Told each : changed) {
      if (each.items().size() > 2) {
        known.put(each.at(0).text(), each);
      } else {
        known.remove(each.at(0).text());
      }
    }
    List<Told> delta = changed;
    changed = new ArrayList<>();
    if (call.header.get(4).equals("0")) {
      delta = new ArrayList<>(known.values());
      for (Lease lease : Now.of(ledger.leases())) {
        delta.add(own(lease));
      }
    }
    return new Page(10, false, delta);
  }

  /** As the program keeps it. */
  private Told kept(Told lease) {
    List<String> texts = lease.texts();
    if (texts.size() < LeaseMirror.FIELDS) {
      return lease;
    }
    long now = time.nanos() / 1000;
    long due = now + Long.parseLong(texts.get(4));
    String task = texts.get(6);
    String kept =
        "%s %d %d %d 0 %s %s %d %s%s"
            .formatted(
                texts.get(2),
                now - Long.parseLong(texts.get(3)),
                due,
                due,
                texts.get(1),
                texts.get(5),
                task.getBytes(StandardCharsets.UTF_8).length,
                task,
                texts.get(7));
    return Told.list(List.of(lease.at(0), Told.text(kept)));
  }

  private static Told own(Lease lease) {
    String state = lease.state().name().substring(0, 1);
    return Told.list(
        List.of(lease.slot(), lease.team(), state, "0", "0", "replica", lease.taskId(), "").stream()
            .map(Told::text)
            .toList());
  }

  private Told answer(Errand errand) {
    List<String> with = errand.arguments();
    return switch (errand.name()) {
      case "admit" -> admit(with);
      case "settle" -> {
        reported.merge(errand.toString(), "1", String::concat);
        yield flag(
            Now.of(ledger.settle(with.get(0), Ending.valueOf(with.get(1)), micros(with.get(2)))));
      }
      case "bind" ->
          flag(
              Now.of(
                  ledger.bind(
                      with.get(0), new Bond(with.get(1), with.get(3)), micros(with.get(2)))));
      case "release" -> flag(Now.of(ledger.release(with.get(0))));
      case "due" -> leases(Now.of(ledger.due(Integer.parseInt(with.get(0)))));
      case "lapsed" -> leases(Now.of(ledger.lapsed(Integer.parseInt(with.get(0)))));
      case "view" -> view();
      default -> Told.text("1");
    };
  }

  private Told admit(List<String> with) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < with.size(); i += 5) {
      Claim.Need need = with.get(i + 2).equals("T") ? Claim.Need.TOKEN : Claim.Need.TOKEN_AND_SLOT;
      boolean last = with.get(i + 3).equals("1");
      claims.add(new Claim(with.get(i), with.get(i + 1), need, last).purposed(with.get(i + 4)));
    }
    return Told.list(Now.of(ledger.admit(claims)).stream().map(FakeStore::verdict).toList());
  }

  private static Told verdict(Verdict verdict) {
    return verdict instanceof Verdict.Denied denied
        ? Told.list(
            List.of(
                Told.text(denied.policy().label()),
                Told.text(denied.after().toNanos() / 1000),
                flag(denied.booked())))
        : Told.text("G");
  }

  private static Told leases(List<Lease> leases) {
    List<Told> texts = new ArrayList<>();
    for (Lease lease : leases) {
      texts.add(Told.text(lease.slot()));
      texts.add(Told.text(lease.team()));
      texts.add(Told.text(lease.taskId()));
      texts.add(Told.text(lease.details()));
      texts.add(Told.text(lease.age().toNanos() / 1000));
    }
    return Told.list(texts);
  }

  private Told view() {
    BudgetView view = Now.of(ledger.view());
    List<Told> texts = new ArrayList<>();
    for (Object figure :
        List.of(
            view.limit(),
            (long) (view.windowSeconds() * 1e6),
            view.tokens(),
            view.idleTokens(),
            view.windowRequests(),
            view.slotLimit(),
            view.paused() ? 1 : 0,
            view.readsPaused() ? 1 : 0)) {
      texts.add(Told.text(figure));
    }
    view.slotsInUse()
        .forEach(
            (team, used) -> {
              texts.add(Told.text(team));
              texts.add(Told.text(used));
              texts.add(Told.text(view.unknown().getOrDefault(team, 0)));
            });
    return Told.list(texts);
  }

  private static Told flag(boolean yes) {
    return Told.text(yes ? "1" : "0");
  }

  private static Duration micros(String text) {
    return Duration.ofNanos(1000 * Long.parseLong(text));
  }
}
