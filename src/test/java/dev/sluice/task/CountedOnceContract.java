package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Purpose;
import dev.sluice.passage.Started;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Law T2: however often steps fail and replicas die between them, every task is counted exactly
 * once and no slot is left over.
 */
public abstract class CountedOnceContract {

  private static final int TASKS = 40;
  private static final int LAPSED = 8;
  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  /** The stores under test. */
  protected abstract TaskStore store(TaskRules rules);

  protected abstract UsageBook usage();

  /** How many timelines are walked. */
  protected abstract int timelines();

  @Test
  void everyTaskIsCountedOnceWhoeverDiesBetweenTheSteps() {
    long first = new Random().nextLong();
    for (int i = 0; i < timelines(); i++) {
      walk(first + i);
    }
  }

  private void walk(long seed) {
    Random random = new Random(seed);
    String run = UUID.randomUUID().toString().substring(0, 8);
    String team = "team-" + run;
    TaskBench.Common common =
        new TaskBench.Common(new Awaited(store(TaskRules.defaults())), new AwaitedUsage(usage()));
    List<Mortal> replicas = new ArrayList<>(List.of(born(common, random), born(common, random)));
    int deaths = 0;
    int submitted = 0;
    int lapsed = 0;
    for (int second = 0; second < 120 || !done(common) && second < 900; second++) {
      if (second == 100) {
        replicas.forEach(replica -> replica.fate.calm());
      }
      for (int i = 0; i < replicas.size(); i++) {
        if (replicas.get(i).fate.dead()) {
          deaths++;
          replicas.get(i).bench.stop();
          replicas.set(i, second < 100 ? born(common, random) : calm(common));
        }
      }
      if (submitted < TASKS) {
        String id = run + "-" + submitted++;
        TaskBench bench = replicas.get(random.nextInt(2)).bench;
        common.named.get("apixo").run(id, Duration.ofMillis(500 + random.nextInt(20_000)));
        bench
            .submitting(team, "apixo", "slot-" + id, id, Started.YES, TaskBench.accepted(id))
            .subscribe()
            .with(answer -> {}, failure -> {});
      }
      if (second % 10 == 5 && lapsed < LAPSED) {
        String slot = "lapsed-" + run + "-" + lapsed++;
        common.budget.hold(slot, team);
        common.budget.lapse(slot, new Purpose("flux2", "auto").text());
      }
      common.time.advance(Duration.ofSeconds(1));
    }
    replicas.forEach(replica -> replica.bench.stop());
    List<Usage> usage = Now.of(common.usage.of(team, DAY));
    long recorded = recorded(common, run);
    long unknown = sum(usage, kind -> kind.outcome() == Usage.Outcome.UNKNOWN);
    assertThat(sum(usage, kind -> kind.outcome() != Usage.Outcome.UNKNOWN))
        .as("counted, seed %d, deaths %d", seed, deaths)
        .isEqualTo(recorded);
    assertThat(unknown).as("of unknown outcome, seed %d", seed).isEqualTo(LAPSED);
    assertThat(recorded).as("recorded, seed %d", seed).isGreaterThan(TASKS / 2);
    assertThat(deaths).as("deaths, seed %d", seed).isPositive();
    assertThat(common.budget.bound()).as("slots left, seed %d", seed).isEmpty();
  }

  private static boolean done(TaskBench.Common common) {
    return common.budget.bound().isEmpty() && common.budget.lapsed().isEmpty();
  }

  private static long sum(List<Usage> usage, Predicate<Usage.Kind> which) {
    return usage.stream().filter(each -> which.test(each.kind())).mapToLong(Usage::tasks).sum();
  }

  /** A replica that dies before a submit was recorded was never answered: that is nobody's task. */
  private static long recorded(TaskBench.Common common, String run) {
    long recorded = 0;
    for (int i = 0; i < TASKS; i++) {
      Optional<Trace> trace = Now.of(common.far.find(run + "-" + i));
      if (trace.isPresent() && trace.get() instanceof TaskRecord record && record.ended()) {
        recorded++;
      }
    }
    return recorded;
  }

  private record Mortal(TaskBench bench, Fate fate) {}

  private static Mortal born(TaskBench.Common common, Random random) {
    Fate fate = new Fate(random, 0.1, 0.02);
    return new Mortal(new TaskBench(common, fate), fate);
  }

  private static Mortal calm(TaskBench.Common common) {
    return new Mortal(new TaskBench(common), Fate.KIND);
  }

  private static <T> Uni<T> awaited(Uni<T> answer) {
    return Uni.createFrom().item(() -> answer.await().atMost(Duration.ofSeconds(10)));
  }

  /** A store whose answers are there at once, as virtual time wants it. */
  private record Awaited(TaskStore store) implements TaskStore {
    @Override
    public Uni<Binding> bind(TaskRecord open) {
      return awaited(store.bind(open));
    }

    @Override
    public Uni<Optional<Trace>> find(String visibleId) {
      return awaited(store.find(visibleId));
    }

    @Override
    public Uni<Optional<Trace>> find(TaskKey key) {
      return awaited(store.find(key));
    }

    @Override
    public Uni<Effect> seen(TaskKey key, Spoken word) {
      return awaited(store.seen(key, word));
    }

    @Override
    public Uni<Effect> end(TaskKey key, TaskEnd end, Optional<Spoken> word) {
      return awaited(store.end(key, end, word));
    }

    @Override
    public Uni<Optional<Debt>> owed(TaskKey key) {
      return awaited(store.owed(key));
    }

    @Override
    public Uni<Void> drained(TaskKey key) {
      return awaited(store.drained(key));
    }
  }

  private record AwaitedUsage(UsageBook book) implements UsageBook {
    @Override
    public Uni<Void> count(UsageEntry entry) {
      return awaited(book.count(entry));
    }

    @Override
    public Uni<List<Usage>> of(String team, LocalDate day) {
      return awaited(book.of(team, day));
    }

    @Override
    public Uni<List<Page>> pages(LocalDate day, String after) {
      return awaited(book.pages(day, after));
    }
  }
}
