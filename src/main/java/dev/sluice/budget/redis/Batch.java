package dev.sluice.budget.redis;

import dev.sluice.budget.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What goes into one call, in this order: what the session has to tell, reports, questions, claims.
 *
 * @param leaves whether it is the last one of this replica
 */
record Batch(
    List<Errand> preamble,
    List<Report> reports,
    List<Question> questions,
    List<Asked> claims,
    boolean leaves) {

  /**
   * Something that the store has to hear, however often it is sent.
   *
   * @param confirmed told the answer when the store has it
   */
  record Report(Errand errand, Consumer<Told> confirmed) {}

  /** Something that the store is asked once. */
  record Question(Errand errand, CompletableFuture<Told> answer) {}

  List<Errand> errands() {
    List<Errand> all = new ArrayList<>(preamble);
    reports.forEach(report -> all.add(report.errand));
    questions.forEach(question -> all.add(question.errand));
    if (!claims.isEmpty()) {
      all.add(admit());
    }
    if (leaves) {
      all.add(Errand.of("bye"));
    }
    return all;
  }

  private Errand admit() {
    List<String> arguments = new ArrayList<>(5 * claims.size());
    for (Asked asked : claims) {
      Claim claim = asked.claim();
      arguments.add(claim.id());
      arguments.add(claim.team());
      arguments.add(claim.need() == Claim.Need.TOKEN ? "T" : "S");
      arguments.add(claim.last() ? "1" : "0");
      arguments.add(claim.purpose());
    }
    return new Errand("admit", arguments);
  }
}
