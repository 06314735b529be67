package dev.sluice.budget.redis;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Claim.Need;
import dev.sluice.budget.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What replicas may ask in the course of time, and some things that they should not: ids that were
 * used, that ended, that never were. Goes in phases, so that each bottleneck gets its turn.
 */
final class RandomTimeline {

  private static final int PHASE = 60;
  private static final int REMEMBERED = 300;
  private static final double MOST_HURRY = 1.2e6;

  private final Random random;
  private BudgetPlan plan;
  private List<String> teams;
  private final List<Claim> granted = new ArrayList<>();
  private final List<Claim> denied = new ArrayList<>();
  private final List<String> slots = new ArrayList<>();
  private final List<String> over = new ArrayList<>(List.of("never"));
  private long ids;
  private int calls;
  private double hurry;
  private double slotPart;
  private double care;
  private int crowd;
  private double trouble;
  private boolean slow;
  private double unknown;

  RandomTimeline(Random random, BudgetPlan plan) {
    this.random = random;
    this.plan = plan;
    this.teams = teamsOf(plan);
  }

  private static List<String> teamsOf(BudgetPlan plan) {
    List<String> teams = new ArrayList<>(plan.shares().keySet());
    teams.add(Budget.WATCH);
    teams.add("nobody-knows");
    return teams;
  }

  /** Another plan counts; one of the teams that are gone may ask on. */
  void follow(BudgetPlan next) {
    List<String> gone = new ArrayList<>(teams);
    teams = teamsOf(next);
    gone.removeAll(teams);
    if (!gone.isEmpty()) {
      teams.add(any(gone));
    }
    plan = next;
  }

  /** Nanoseconds until the next call; below 0 for a clock that is set back. */
  long pause() {
    if (calls++ % PHASE == 0) {
      phase();
    }
    int luck = random.nextInt(1000);
    if (luck < 3) {
      return micros(
          (long) ((random.nextBoolean() ? 1 : -1) * (2.5e6 + random.nextInt(400_000_000))));
    } else if (luck < 10) {
      return micros(-random.nextInt(2_000_000));
    } else if (luck < 40) {
      return micros(random.nextInt(5_000_000));
    } else if (luck < 200) {
      return 0;
    } else if (luck < 300) {
      return micros(10_000L * random.nextInt(100));
    } else if (slow) {
      return micros(random.nextInt(2_900_000));
    }
    return micros((long) (-Math.log(1 - random.nextDouble()) * hurry));
  }

  private void phase() {
    double token = 1e6 / plan.rate();
    hurry = Math.min(MOST_HURRY, token * Math.pow(10, 1.5 * random.nextDouble()));
    slotPart = random.nextInt(4) / 3.0;
    care = 0.3 + 0.7 * random.nextDouble();
    unknown = random.nextInt(4) == 0 ? 0.3 : 0.02;
    crowd = 1 + (random.nextInt(6) == 0 ? random.nextInt(64) : random.nextInt(4));
    slow = random.nextInt(5) == 0;
    trouble = random.nextInt(8) == 0 ? 0.01 : 0.0003;
  }

  /** What is asked by the next call. */
  List<Operation> call() {
    List<Operation> operations = new ArrayList<>();
    int count = random.nextInt(5) == 0 ? 1 + random.nextInt(12) : 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      operations.add(operation());
    }
    if (random.nextInt(10) == 0) {
      operations.add(new Operation.Leases());
    }
    return operations;
  }

  /** Takes note of what was granted. */
  void heard(List<Operation> operations, List<String> answers) {
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) instanceof Operation.Admit admit) {
        String[] verdicts = answers.get(i).split("\n");
        for (int claim = 0; claim < verdicts.length; claim++) {
          decided(admit.claims().get(claim), verdicts[claim].equals(Answers.GRANTED));
        }
      }
    }
  }

  private void decided(Claim claim, boolean yes) {
    if (!yes) {
      remember(denied, claim);
      return;
    }
    remember(granted, claim);
    if (claim.need() == Need.TOKEN_AND_SLOT && !slots.contains(claim.id())) {
      remember(slots, claim.id());
    }
  }

  private static <T> void remember(List<T> all, T one) {
    all.add(one);
    if (all.size() > REMEMBERED) {
      all.remove(0);
    }
  }

  private Operation operation() {
    double luck = random.nextDouble();
    if (luck < trouble) {
      return new Operation.Refused(
          Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 400_000 : 4000)),
          random.nextBoolean());
    }
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> admit();
      case 7, 8, 9, 10 -> care > random.nextDouble() ? settle() : admit();
      case 11, 12 -> bind();
      case 13, 14 -> release();
      case 15 -> new Operation.Due(1 + random.nextInt(6));
      case 16 -> new Operation.Reschedule(anySlot(), wait(20_000_000));
      case 17 -> new Operation.Hasten(anySlot(), wait(5_000_000));
      default -> new Operation.View();
    };
  }

  private Operation admit() {
    Map<String, Claim> claims = new LinkedHashMap<>();
    int count = 1 + random.nextInt(crowd);
    for (int i = 0; i < count; i++) {
      Claim claim = claim();
      claims.putIfAbsent(claim.id(), claim);
    }
    return new Operation.Admit(List.copyOf(claims.values()));
  }

  private Claim claim() {
    boolean last = random.nextInt(4) == 0;
    int luck = random.nextInt(20);
    if (luck == 0 && !granted.isEmpty()) {
      Claim again = any(granted);
      Need need = random.nextInt(3) == 0 ? again.need() : Need.TOKEN;
      return new Claim(again.id(), again.team(), need, last);
    } else if (luck < 8 && !denied.isEmpty()) {
      Claim again = denied.remove(random.nextInt(denied.size()));
      return new Claim(again.id(), again.team(), again.need(), last);
    } else if (luck == 8) {
      return fresh(any(over), last);
    }
    return fresh(name(), last);
  }

  /** Where reads have a lane of their own, their only client never asks for a slot. */
  private Claim fresh(String id, boolean last) {
    String team = any(teams);
    Need need = need();
    boolean reads = plan.lanes().apart() && team.equals(Budget.WATCH);
    return new Claim(id, team, reads ? Need.TOKEN : need, last);
  }

  /** Ids of one call do not come in the order of their names. */
  private String name() {
    return (char) ('A' + random.nextInt(26)) + "-" + ids++;
  }

  private Need need() {
    return random.nextDouble() < slotPart ? Need.TOKEN_AND_SLOT : Need.TOKEN;
  }

  private Operation settle() {
    String id = granted.isEmpty() || random.nextInt(20) == 0 ? anySlot() : takeGranted();
    return new Operation.Settle(id, ending(), wait(60_000_000));
  }

  private Ending ending() {
    if (random.nextDouble() < unknown) {
      return Ending.UNKNOWN;
    }
    return switch (random.nextInt(6)) {
      case 0 -> Ending.NEVER_SENT;
      case 1, 2 -> Ending.STARTED_NOTHING;
      default -> Ending.STARTED;
    };
  }

  private String takeGranted() {
    int index = random.nextInt(granted.size());
    return (random.nextInt(10) == 0 ? granted.get(index) : granted.remove(index)).id();
  }

  private Operation bind() {
    String task = random.nextInt(8) == 0 ? "shared task" : "task-" + ids++;
    String details = random.nextInt(3) == 0 ? "" : "d\n\"ü\u0000 " + random.nextInt(1000);
    return new Operation.Bind(anySlot(), new Bond(task, details), wait(20_000_000));
  }

  private Operation release() {
    String slot = anySlot();
    if (random.nextInt(4) > 0) {
      slots.remove(slot);
      remember(over, slot);
    }
    return new Operation.Release(slot);
  }

  private String anySlot() {
    return slots.isEmpty() || random.nextInt(30) == 0 ? any(over) : any(slots);
  }

  private Duration wait(int mostMicros) {
    return Duration.ofNanos(
        micros(random.nextInt(4) == 0 ? random.nextInt(1000) : random.nextInt(mostMicros)));
  }

  private static long micros(long count) {
    return count * 1000;
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
