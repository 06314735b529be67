package dev.sluice.budget.redis;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Policy;
import dev.sluice.budget.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The words of decision 12, both ways. */
final class Words {

  private static final long MOST_SECONDS = 1_000_000_000;

  private Words() {}

  static List<String> admit(List<Claim> claims) {
    List<String> words = new ArrayList<>(List.of("admit"));
    for (Claim claim : claims) {
      words.add(claim.id());
      words.add(claim.team());
      words.add(claim.need() == Claim.Need.TOKEN ? "T" : "S");
      words.add(claim.last() ? "1" : "0");
      words.add(claim.purpose());
    }
    return words;
  }

  static List<String> settle(String id, Ending ending, Duration hold) {
    return List.of("settle", id, ending.name(), micros(hold));
  }

  static List<String> bind(String slot, Bond bond, Duration nextCheck) {
    return List.of("bind", slot, bond.taskId(), micros(nextCheck), bond.details());
  }

  static List<String> refused(Duration retryAfter, boolean submit) {
    return List.of("refused", micros(retryAfter), submit ? "1" : "0");
  }

  static String micros(Duration duration) {
    long micros = Math.min(duration.toSeconds(), MOST_SECONDS) * 1_000_000;
    return "" + (micros + duration.getNano() / 1000);
  }

  static Verdict verdict(Claim claim, Object answer, long now) {
    if (answer.equals("G")) {
      return new Verdict.Granted(claim.id(), now * 1000);
    }
    List<?> denied = (List<?>) answer;
    return new Verdict.Denied(
        policy((String) denied.get(0)),
        ofMicros(ProgramClient.number(denied.get(1))),
        denied.get(2).equals("1"));
  }

  private static Policy policy(String label) {
    return Stream.of(Policy.values())
        .filter(policy -> policy.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  static List<Lease> due(List<?> answer) {
    return leases(answer, Lease.State.BOUND);
  }

  static List<Lease> leases(List<?> answer, Lease.State state) {
    List<Lease> due = new ArrayList<>();
    for (int i = 0; i < answer.size(); i += 5) {
      due.add(
          new Lease(
              (String) answer.get(i),
              (String) answer.get(i + 1),
              state,
              (String) answer.get(i + 2),
              (String) answer.get(i + 3),
              ofMicros(ProgramClient.number(answer.get(i + 4))),
              true));
    }
    return due;
  }

  /** What the client's mirror has. */
  static List<Lease> leases(ProgramClient client, long now) {
    List<Lease> leases = new ArrayList<>();
    client
        .leases()
        .forEach(
            (slot, each) ->
                leases.add(
                    new Lease(
                        slot,
                        each.team(),
                        state(each.state()),
                        each.task(),
                        each.details(),
                        ofMicros(now - each.born()),
                        true)));
    return leases;
  }

  private static Lease.State state(String letter) {
    return Stream.of(Lease.State.values())
        .filter(state -> state.name().startsWith(letter))
        .findFirst()
        .orElseThrow();
  }

  static BudgetView view(List<?> answer) {
    Map<String, Integer> used = new HashMap<>();
    Map<String, Integer> unknown = new HashMap<>();
    for (int i = 8; i < answer.size(); i += 3) {
      used.put((String) answer.get(i), Integer.valueOf((String) answer.get(i + 1)));
      if (!answer.get(i + 2).equals("0")) {
        unknown.put((String) answer.get(i), Integer.valueOf((String) answer.get(i + 2)));
      }
    }
    return new BudgetView(
        ProgramClient.number(answer.get(0)),
        ProgramClient.number(answer.get(1)) / 1e6,
        Double.parseDouble((String) answer.get(2)),
        Double.parseDouble((String) answer.get(3)),
        ProgramClient.number(answer.get(4)),
        (int) ProgramClient.number(answer.get(5)),
        used,
        unknown,
        answer.get(6).equals("1"),
        answer.get(7).equals("1"));
  }

  private static Duration ofMicros(long count) {
    return Duration.ofNanos(count * 1000);
  }
}
