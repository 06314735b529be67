package dev.sluice.task;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Policy;
import dev.sluice.budget.Standing;
import dev.sluice.budget.Verdict;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bucket of tokens of which the watcher has a tenth guaranteed, and a book of slots; on virtual
 * time. A claim of a team stands for a submit.
 */
final class FakeBudget implements Budget {

  private static final Duration CLAIMED = Duration.ofMinutes(1);
  private static final long OTHERS = Duration.ofSeconds(2).toNanos();

  private final TestTime time;
  private final double rate;
  private final double burst;
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final Map<String, Lease> lapsed = new LinkedHashMap<>();
  private final Map<String, Long> lapsedClaims = new HashMap<>();
  final Map<String, Ending> settled = new HashMap<>();
  final List<Duration> refusals = new ArrayList<>();
  final List<String> released = new ArrayList<>();
  final List<String> hastened = new ArrayList<>();
  boolean wanted;
  boolean submitsWait;
  boolean stale;
  boolean bindFails;
  boolean releaseHangs;
  Standing standing = Standing.SERVING;
  int granted;
  private double tokens;
  private double watchTokens;
  private long filled;

  private static final class Held {
    Bond bond = Bond.of("");
    String team = "red";
    boolean unknown;
    long since;
    long next;
    long claimedUntil;
    Optional<Budget> owner = Optional.empty();

    private long dueFor(Optional<Budget> asker) {
      return mine(asker) ? next : next + OTHERS;
    }

    private boolean mine(Optional<Budget> asker) {
      return asker.isEmpty() || owner.equals(asker);
    }

    private Lease.State state() {
      boolean bound = !bond.taskId().isEmpty();
      return bound ? Lease.State.BOUND : unknown ? Lease.State.UNKNOWN : Lease.State.GRANTED;
    }
  }

  FakeBudget(TestTime time, double rate, double burst) {
    this.time = time;
    this.rate = rate;
    this.burst = burst;
    this.filled = time.nanos();
  }

  /** A slot for a submit. */
  void hold(String slot) {
    hold(slot, "red");
  }

  /** A slot for a submit of this team. */
  void hold(String slot, String team) {
    Held lease = new Held();
    lease.team = team;
    lease.since = time.nanos();
    held.put(slot, lease);
  }

  /** Somebody has claimed its look, and nobody has heard of it. */
  void claimed(String slot) {
    held.get(slot).claimedUntil = time.nanos() + CLAIMED.toNanos();
  }

  /** How the submit ended is not known. */
  void unknown(String slot) {
    held.get(slot).unknown = true;
  }

  /** Its hold is over, and it is still not known; says what it was for. */
  void lapse(String slot, String purpose) {
    Held lease = held.remove(slot);
    lease.bond = new Bond("", purpose);
    lapsed.put(slot, lease(slot, lease, Optional.empty()));
  }

  /** Slots that ended by their hold, and nobody has taken note. */
  Set<String> lapsed() {
    return Set.copyOf(lapsed.keySet());
  }

  /** Who looks after it. */
  void owned(String slot, Budget by) {
    Held lease = held.get(slot);
    if (lease != null) {
      lease.owner = Optional.of(by);
    }
  }

  boolean holds(String slot) {
    return held.containsKey(slot);
  }

  /** Slots that are bound to a task. */
  List<String> bound() {
    return held.entrySet().stream()
        .filter(e -> !e.getValue().bond.taskId().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  int slots() {
    return held.size();
  }

  /** A token for a submit, if the watcher's guarantee leaves one. */
  boolean submitToken() {
    fill();
    if (tokens - watchTokens < 1) {
      return false;
    }
    tokens--;
    granted++;
    return true;
  }

  @Override
  public String name() {
    return "apixo";
  }

  @Override
  public Set<String> upstreams() {
    return Set.of("apixo");
  }

  @Override
  public Uni<Verdict> acquire(Claim claim, Duration patience) {
    return Uni.createFrom().item(() -> decide(claim));
  }

  @Override
  public Uni<List<Verdict>> acquireNow(List<Claim> claims) {
    return Uni.createFrom().item(() -> claims.stream().map(this::decide).toList());
  }

  private Verdict decide(Claim claim) {
    fill();
    if (watchTokens >= 1 && tokens >= 1) {
      watchTokens--;
    } else if (submitsWait || tokens - watchTokens < 1) {
      return new Verdict.Denied(Policy.BUDGET_REQUESTS, Duration.ofMillis(1500), false);
    }
    tokens--;
    granted++;
    return new Verdict.Granted(claim.id(), time.nanos());
  }

  private void fill() {
    double seconds = (time.nanos() - filled) / 1e9;
    filled = time.nanos();
    tokens = Math.min(burst, tokens + seconds * rate);
    watchTokens = Math.min(Math.min(4, burst), watchTokens + seconds * rate / 10);
  }

  @Override
  public Uni<Verdict> tryOnce(Claim claim) {
    return acquire(claim, Duration.ZERO);
  }

  @Override
  public void withdraw(String id) {}

  @Override
  public boolean fresh(Verdict.Granted grant) {
    return !stale && time.nanos() - grant.grantedAt() <= Duration.ofMillis(500).toNanos();
  }

  @Override
  public void settle(String id, Ending ending, Duration hold) {
    if (settled.put(id, ending) != null) {
      throw new AssertionError("settled twice: " + id);
    }
  }

  @Override
  public Uni<Void> hasten(String slot, Duration nextCheck) {
    return Uni.createFrom()
        .voidItem()
        .invoke(
            () -> {
              hastened.add(slot);
              Held lease = held.get(slot);
              long next = time.nanos() + nextCheck.toNanos();
              if (lease != null && lease.claimedUntil <= time.nanos() && lease.next > next) {
                lease.next = next;
              }
            });
  }

  @Override
  public Optional<Lease> recall(String taskId) {
    return recall(taskId, Optional.empty());
  }

  /** As somebody knows it. */
  Optional<Lease> recall(String taskId, Optional<Budget> asker) {
    return held.entrySet().stream()
        .filter(e -> e.getValue().bond.taskId().equals(taskId) && !taskId.isEmpty())
        .findFirst()
        .map(e -> lease(e.getKey(), e.getValue(), asker));
  }

  @Override
  public Standing standing() {
    return standing;
  }

  @Override
  public Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
    return Uni.createFrom()
        .item(
            () -> {
              if (bindFails) {
                throw new StoreFailure(StoreFailure.Kind.UNKNOWN, "no answer");
              }
              Held lease = held.get(slot);
              if (lease == null || !lease.bond.taskId().isEmpty()) {
                return lease != null && lease.bond.taskId().equals(bond.taskId());
              }
              lease.bond = bond;
              lease.next = time.nanos() + nextCheck.toNanos();
              return true;
            });
  }

  @Override
  public Uni<Boolean> release(String slot) {
    if (releaseHangs) {
      return Uni.createFrom().nothing();
    }
    return Uni.createFrom()
        .item(
            () -> {
              released.add(slot);
              lapsed.remove(slot);
              return held.remove(slot) != null;
            });
  }

  @Override
  public Uni<List<Lease>> due(int most) {
    return due(most, Optional.empty());
  }

  /** Those of somebody, and of others what is overdue by 2 s; for nobody, all. */
  Uni<List<Lease>> due(int most, Optional<Budget> asker) {
    return Uni.createFrom()
        .item(
            () -> {
              long now = time.nanos();
              return held.entrySet().stream()
                  .filter(e -> !e.getValue().bond.taskId().isEmpty())
                  .filter(e -> e.getValue().dueFor(asker) <= now)
                  .filter(e -> e.getValue().claimedUntil <= now)
                  .sorted(Comparator.comparingLong(e -> e.getValue().next))
                  .limit(most)
                  .map(
                      e -> {
                        e.getValue().owner = asker;
                        e.getValue().claimedUntil = now + CLAIMED.toNanos();
                        return lease(e.getKey(), e.getValue(), asker);
                      })
                  .toList();
            });
  }

  @Override
  public Uni<List<Lease>> lapsed(int most) {
    return Uni.createFrom()
        .item(
            () ->
                lapsed.values().stream()
                    .filter(lease -> lapsedClaims.getOrDefault(lease.slot(), 0L) <= time.nanos())
                    .limit(most)
                    .peek(lease -> lapsedClaims.put(lease.slot(), time.nanos() + CLAIMED.toNanos()))
                    .toList());
  }

  @Override
  public Uni<Void> reschedule(String slot, Duration nextCheck) {
    return Uni.createFrom()
        .voidItem()
        .invoke(
            () -> {
              Held lease = held.get(slot);
              if (lease != null) {
                lease.next = time.nanos() + nextCheck.toNanos();
                lease.claimedUntil = 0;
              }
            });
  }

  private Lease lease(String slot, Held lease, Optional<Budget> asker) {
    Duration age = Duration.ofNanos(time.nanos() - lease.since);
    return new Lease(
        slot,
        lease.team,
        lease.state(),
        lease.bond.taskId(),
        lease.bond.details(),
        age,
        lease.mine(asker));
  }

  @Override
  public void refusedByUpstream(Duration retryAfter, boolean submit) {
    refusals.add(retryAfter);
  }

  @Override
  public boolean slotsAreWanted() {
    return wanted;
  }

  @Override
  public Uni<List<Lease>> leases() {
    return leases(Optional.empty());
  }

  /** As somebody knows them. */
  Uni<List<Lease>> leases(Optional<Budget> asker) {
    return Uni.createFrom()
        .item(
            () ->
                held.entrySet().stream().map(e -> lease(e.getKey(), e.getValue(), asker)).toList());
  }

  @Override
  public Uni<BudgetView> view() {
    return Uni.createFrom()
        .item(
            () -> {
              fill();
              double idle = submitsWait ? 0 : Math.max(0, tokens - watchTokens);
              return new BudgetView(
                  10_000, 60, tokens, idle, 0, 1000, Map.of(), Map.of(), false, false);
            });
  }
}
