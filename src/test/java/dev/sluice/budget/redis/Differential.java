package dev.sluice.budget.redis;

import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.List;

/** Feeds two engines the same timeline and compares every answer. */
final class Differential {

  private final Engine one;
  private final Engine other;
  private final TestTime time;
  private long decisions;
  private long granted;

  Differential(Engine one, Engine other, TestTime time) {
    this.one = one;
    this.other = other;
    this.time = time;
  }

  /** Claims that were decided so far. */
  long decisions() {
    return decisions;
  }

  /** Of these, those that were granted. */
  long granted() {
    return granted;
  }

  /**
   * Goes so many calls far.
   *
   * @return the first disagreement, or an empty text
   */
  String run(RandomTimeline timeline, int calls) {
    for (int call = 0; call < calls; call++) {
      long pause = timeline.pause();
      time.jump(Duration.ofNanos(pause));
      List<Operation> operations = timeline.call();
      List<String> expected = one.run(operations);
      List<String> answers = other.run(operations);
      for (int i = 0; i < expected.size(); i++) {
        if (!expected.get(i).equals(answers.get(i))) {
          return "call %d, %d us after the one before, %s:%n%s%n--- but ---%n%s"
              .formatted(
                  call,
                  pause / 1000,
                  i < operations.size()
                      ? "operation " + i + ": " + operations.get(i)
                      : "as a whole",
                  expected.get(i),
                  answers.get(i));
        }
      }
      count(operations, expected);
      timeline.heard(operations, expected);
    }
    return "";
  }

  private void count(List<Operation> operations, List<String> answers) {
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) instanceof Operation.Admit admit) {
        decisions += admit.claims().size();
        granted += answers.get(i).lines().filter(Answers.GRANTED::equals).count();
      }
    }
  }
}
