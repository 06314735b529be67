package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Verdict;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks at the open tasks of one budget, each look paid beforehand (law W1).
 *
 * <p>A round takes what is due. While slots are wanted it ranks all open tasks by the chance of an
 * end and spends the tokens on the likeliest ({@link Hunger}); else tokens that nobody claims serve
 * tasks that clients ask for. Neither goes for tasks whose end will be told ({@link LookTimes});
 * where that hope is lost, they go back to the ordinary schedule. Where the ledger does not call a
 * task due although its time is long past, its lease tells why: another replica's means that this
 * one took it over; ours that the ledger's answer was lost, and it is due; none that it was ended
 * by another replica, or has lost its lease and is looked at all the same. A lease that is due and
 * of which nothing is known here was another's ({@link Strays}).
 */
final class Watcher {

  /** Looks on their way at once. */
  static final int MOST_LOOKS = 64;

  private static final Logger LOG = Logger.getLogger(Watcher.class);

  /** How many leases are missed in one round at most. */
  private static final int MOST_MISSED = 16;

  /** How many tasks go back to the ordinary schedule in one round at most. */
  private static final int MOST_RECALLED = 64;

  private static final long LOST_LEASE = Duration.ofSeconds(5).toNanos();
  private static final long STUCK = Duration.ofSeconds(10).toNanos();

  private final Budget budget;
  private final OpenTasks open;
  private final Look look;
  private final Strays strays;
  private final LookTimes times;
  private final Ticker ticker;
  private final Hunger hunger = new Hunger();

  /** Taken over, claimed, and to be looked at in the next round. */
  private final Queue<OpenTask> adopted = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean inRound = new AtomicBoolean();
  private final AtomicInteger looking = new AtomicInteger();
  private final String claimPrefix = "w-" + UUID.randomUUID() + "-";
  private final AtomicLong claims = new AtomicLong();
  private volatile long roundBegan;
  private volatile int appetite = MOST_LOOKS;

  Watcher(Budget budget, OpenTasks open, Look look, Strays strays, LookTimes times, Ticker ticker) {
    this.budget = budget;
    this.open = open;
    this.look = look;
    this.strays = strays;
    this.times = times;
    this.ticker = ticker;
  }

  /** One round. Does nothing while another is on its way. */
  void round() {
    long now = ticker.nanos();
    if (!inRound.compareAndSet(false, true)) {
      if (now - roundBegan > STUCK) {
        LOG.errorf("watch-round-stuck budget=%s", budget.name());
        inRound.set(false);
      }
      return;
    }
    roundBegan = now;
    int room = Math.min(appetite, MOST_LOOKS - looking.get());
    Uni<Void> round =
        room <= 0 ? Uni.createFrom().voidItem() : Uni.createFrom().deferred(() -> spend(room));
    round.eventually(() -> inRound.set(false)).subscribe().with(done -> {}, this::failed);
  }

  private void failed(Throwable failure) {
    if (!(failure instanceof StoreFailure)) {
      LOG.errorf(failure, "watch-round-failed budget=%s", budget.name());
    }
  }

  private Uni<Void> spend(int room) {
    return budget
        .due(room)
        .chain(
            leases -> {
              Pool pool = gather(leases, room);
              return pool.needsIdleTokens()
                  ? budget.view().chain(view -> buy(pool, pool.looks(room, idle(view))))
                  : buy(pool, Math.min(room, pool.due().size()));
            });
  }

  private static int idle(BudgetView view) {
    return view.readsPaused() ? 0 : (int) view.idleTokens();
  }

  /** What might be looked at in this round. */
  private Pool gather(List<Lease> leases, int room) {
    long now = ticker.nanos();
    Set<OpenTask> due = new LinkedHashSet<>();
    for (OpenTask task = adopted.poll(); task != null; task = adopted.poll()) {
      due.add(task);
    }
    for (Lease lease : leases) {
      open.bySlot(lease.slot())
          .ifPresentOrElse(
              task -> {
                if (!task.busy()) {
                  due.add(task);
                }
              },
              () -> adopt(lease));
    }
    Pool pool = new Pool(budget.slotsAreWanted(), hunger, times.schedule(), now);
    int missed = 0;
    int recalled = 0;
    for (OpenTask task : open.of(budget)) {
      if (task.busy() || due.contains(task)) {
        continue;
      }
      if (task.overdue(now) <= LOST_LEASE) {
        if (!times.spares(task, now)) {
          pool.offer(task);
          recalled += task.spared() && recalled < MOST_RECALLED ? recall(task, now) : 0;
        }
        continue;
      }
      Optional<Lease> lease = task.lease();
      if (lease.isPresent()) {
        late(task, lease.get(), due.size() < room ? due::add : pool::offer);
      } else if (missed++ >= MOST_MISSED) {
        pool.offer(task);
      } else if (task.doubt()) {
        due.add(task);
      } else {
        look.again(task).subscribe().with(done -> {}, this::failed);
      }
    }
    pool.due(due);
    return pool;
  }

  /**
   * Looks at a task on the ordinary schedule again that was spared.
   *
   * @return 1
   */
  private int recall(OpenTask task, long now) {
    Duration soon = times.unspared(task, now);
    task.spare(false);
    if (task.overdue(now) + soon.toNanos() < 0) {
      task.postpone(now, soon);
      budget.hasten(task.slot(), soon).subscribe().with(done -> {}, this::failed);
    }
    return 1;
  }

  /** Whoever waits for the end of a task that another watches is told by reading its record. */
  private void late(OpenTask task, Lease lease, Consumer<OpenTask> ours) {
    if (lease.mine()) {
      ours.accept(task);
    } else {
      leave(task);
    }
  }

  /** Another replica looks after it. */
  private void leave(OpenTask task) {
    LOG.debugf("task-left budget=%s slot=%s", budget.name(), task.slot());
    open.remove(task);
  }

  private void adopt(Lease lease) {
    strays
        .found(budget, lease)
        .subscribe()
        .with(task -> task.ifPresent(adopted::add), this::failed);
  }

  private Uni<Void> buy(Pool pool, int looks) {
    if (looks == 0) {
      return pass(pool.due());
    }
    List<Claim> wanted = new ArrayList<>(looks);
    for (int i = 0; i < looks; i++) {
      wanted.add(new Claim(claimPrefix + claims.incrementAndGet(), Budget.WATCH, Claim.Need.TOKEN));
    }
    return budget.acquireNow(wanted).chain(verdicts -> assign(pool, granted(verdicts)));
  }

  private List<Verdict.Granted> granted(List<Verdict> verdicts) {
    List<Verdict.Granted> grants = new ArrayList<>(verdicts.size());
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Granted grant) {
        grants.add(grant);
      }
    }
    appetite = grants.size() == verdicts.size() ? MOST_LOOKS : 2 * grants.size() + 8;
    return grants;
  }

  private Uni<Void> assign(Pool pool, List<Verdict.Granted> grants) {
    long now = ticker.nanos();
    var unused = new ArrayList<>(grants);
    for (OpenTask task : pool.choose(grants.size())) {
      if (!pool.isDue(task) && task.lease().filter(lease -> !lease.mine()).isPresent()) {
        leave(task);
        continue;
      }
      Duration gap = Duration.ofNanos(task.sinceLook(now));
      if (task.begin(now)) {
        looking.incrementAndGet();
        look.take(task, unused.remove(unused.size() - 1), gap)
            .eventually(looking::decrementAndGet)
            .subscribe()
            .with(
                done -> {}, failure -> LOG.errorf(failure, "task-look-lost slot=%s", task.slot()));
      }
    }
    unused.forEach(grant -> budget.settle(grant.id(), Ending.NEVER_SENT, Duration.ZERO));
    return pass(pool.due().stream().filter(candidate -> untouched(candidate, now)).toList());
  }

  private static boolean untouched(Hunger.Candidate candidate, long now) {
    return !candidate.task().busy() && candidate.task().sinceLook(now) > 0;
  }

  /** Gives up the claim on leases for which there was no token. */
  private Uni<Void> pass(List<Hunger.Candidate> unpaid) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Hunger.Candidate candidate : unpaid) {
      OpenTask task = candidate.task();
      all = all.chain(() -> budget.reschedule(task.slot(), times.schedule().retry()));
    }
    return all;
  }
}
