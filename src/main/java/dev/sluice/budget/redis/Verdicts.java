package dev.sluice.budget.redis;

import dev.sluice.budget.Policy;
import dev.sluice.budget.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The program's verdicts, and the one that is ours. */
final class Verdicts {

  /**
   * The store does not answer. When it does, a quarantine of 3 s may follow; asking again sooner is
   * in vain.
   */
  static final Verdict.Denied AWAY = new Verdict.Denied(Policy.STORE, Duration.ofSeconds(5), false);

  /** Waits until every claim of a list has its verdict. */
  static final class Gathering {
    private final CompletableFuture<List<Verdict>> all = new CompletableFuture<>();
    private final Verdict[] verdicts;
    private int missing;

    Gathering(int claims) {
      this.verdicts = new Verdict[claims];
      this.missing = claims;
    }

    /** Where the verdict on a claim goes. */
    Consumer<Verdict> seat(int index) {
      return verdict -> {
        if (put(index, verdict)) {
          all.complete(List.of(verdicts));
        }
      };
    }

    private synchronized boolean put(int index, Verdict verdict) {
      verdicts[index] = verdict;
      return --missing == 0;
    }

    Uni<List<Verdict>> all() {
      return Uni.createFrom().completionStage(all);
    }
  }

  private static final String GRANTED = "G";

  private static final Map<String, Policy> POLICIES =
      Arrays.stream(Policy.values()).collect(Collectors.toMap(Policy::label, Function.identity()));

  private Verdicts() {}

  static boolean granted(Told told) {
    return told.text().equals(GRANTED);
  }

  /**
   * Reads policy, microseconds and whether it was booked.
   *
   * @throws IllegalArgumentException where it is not that
   */
  static Verdict.Denied denied(Told told) {
    Policy policy = POLICIES.get(told.at(0).text());
    if (policy == null) {
      throw new IllegalArgumentException("a verdict of the ledger that is none");
    }
    return new Verdict.Denied(
        policy, Duration.of(told.at(1).number(), ChronoUnit.MICROS), told.at(2).text().equals("1"));
  }
}
