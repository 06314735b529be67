package dev.sluice.budget.redis;

import dev.sluice.budget.Claim;
import dev.sluice.budget.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What waits for the next call of a budget, and what becomes of it when a call has ended. Every
 * queue is bounded. What is to be told to others is returned as {@code news}, to be run without any
 * lock. Not thread-safe: the combiner's lock is around it.
 */
final class Desk {

  static final int CLAIMS = 256;
  static final int REPORTS = 512;
  static final int QUESTIONS = 16;
  static final int MOST_REPORTS = 100_000;
  static final int MOST_QUESTIONS = 1000;

  /** A claim that was not decided after so long is answered that the store is away. */
  private static final long PATIENCE = 500_000_000L;

  private final Granting granting;
  private final ClaimQueue claims = new ClaimQueue();
  private final Deque<Batch.Report> reports = new ArrayDeque<>();
  private final Deque<Batch.Question> questions = new ArrayDeque<>();
  private final Grants grants = new Grants();
  private Set<String> underWay = Set.of();

  /** Hears that a claim was granted, before its asker does. */
  interface Granting {
    void granted(Claim claim, long sentAt);
  }

  Desk(Granting granting) {
    this.granting = granting;
  }

  boolean isEmpty() {
    return claims.isEmpty() && reports.isEmpty() && questions.isEmpty();
  }

  /** Takes a claim; false where too many wait. */
  boolean take(Claim claim, long now, Consumer<Verdict> asker) {
    if (!claims.hasRoom()) {
      return false;
    }
    claims.add(claim, now, asker);
    return true;
  }

  /** Takes a question; false where too many wait. */
  boolean take(Batch.Question question) {
    return questions.size() < MOST_QUESTIONS && questions.add(question);
  }

  /** Takes a report; false where too many wait. */
  boolean take(Batch.Report report) {
    return reports.size() < MOST_REPORTS && reports.add(report);
  }

  /** Nobody wants this claim any more. */
  void drop(String id, List<Runnable> news) {
    for (Claim.Need need : Claim.Need.values()) {
      Asked asked = claims.remove(id, need);
      if (asked != null) {
        news.add(() -> asked.tell(Verdicts.AWAY));
      }
    }
  }

  /** Whether the store may hold something under this id; its end is reported from here on. */
  boolean close(String id) {
    boolean held = grants.mayHold(id) || underWay.contains(id);
    grants.settled(id);
    return held;
  }

  /**
   * What goes into the next call. Reports stay here until they are confirmed.
   *
   * @param asks whether it may ask anything
   */
  Batch next(List<Errand> preamble, boolean asks, boolean leaves) {
    List<Batch.Question> asked = new ArrayList<>();
    while (asks && asked.size() < QUESTIONS && !questions.isEmpty()) {
      asked.add(questions.poll());
    }
    List<Asked> claimed = asks ? claims.take(CLAIMS) : List.of();
    underWay = new HashSet<>();
    claimed.forEach(each -> underWay.add(each.claim().id()));
    return new Batch(preamble, reports.stream().limit(REPORTS).toList(), asked, claimed, leaves);
  }

  /**
   * The call was answered: done with, or too late.
   *
   * @return whether something was not done that has to go into another call
   * @throws IllegalArgumentException where the answer is none
   */
  boolean heard(Batch batch, Frame frame, Moment moment, List<Runnable> news) {
    underWay = Set.of();
    if (frame.late()) {
      again(batch.claims(), moment, news);
      batch.questions().forEach(questions::addFirst);
      return true;
    }
    List<Told> answers = frame.answers();
    int at = batch.preamble().size();
    boolean undone = false;
    if (!batch.claims().isEmpty()) {
      Told answer = answers.get(at + batch.reports().size() + batch.questions().size());
      undone = !answer.done();
      if (answer.done()) {
        decided(batch.claims(), answer.items(), moment, news);
      } else {
        again(batch.claims(), moment, news);
      }
    }
    for (Batch.Report report : batch.reports()) {
      Told answer = answers.get(at++);
      if (answer.done()) {
        reports.remove(report);
        news.add(() -> report.confirmed().accept(answer));
      }
      undone |= !answer.done();
    }
    for (Batch.Question question : batch.questions()) {
      Told answer = answers.get(at++);
      if (answer.done()) {
        news.add(() -> question.answer().complete(answer));
      } else {
        questions.add(question);
      }
      undone |= !answer.done();
    }
    return undone;
  }

  /** The call failed: claims and questions fail with it, those that wait for the next as well. */
  void failed(Batch batch, Throwable failure, boolean unsent, long sentAt, List<Runnable> news) {
    underWay = Set.of();
    if (!unsent) {
      batch.claims().forEach(asked -> grants.unheard(asked.claim().id(), sentAt));
    }
    List<Asked> denied = new ArrayList<>(batch.claims());
    denied.addAll(claims.take(Integer.MAX_VALUE));
    denied.forEach(asked -> news.add(() -> asked.tell(Verdicts.AWAY)));
    questions.addAll(batch.questions());
    for (Batch.Question question : questions) {
      CompletableFuture<Told> answer = question.answer();
      news.add(() -> answer.completeExceptionally(failure));
    }
    questions.clear();
  }

  /** When a call was sent, and when it was heard of; ticker nanoseconds. */
  record Moment(long sentAt, long now) {}

  private void decided(List<Asked> asked, List<Told> told, Moment moment, List<Runnable> news) {
    if (told.size() != asked.size()) {
      throw new IllegalArgumentException("the ledger did not decide about every claim");
    }
    told.stream().filter(verdict -> !Verdicts.granted(verdict)).forEach(Verdicts::denied);
    for (int i = 0; i < asked.size(); i++) {
      Asked each = asked.get(i);
      String id = each.claim().id();
      if (Verdicts.granted(told.get(i))) {
        granting.granted(each.claim(), moment.sentAt);
        Verdict granted = new Verdict.Granted(id, grants.granted(id, moment.sentAt));
        news.add(() -> each.tell(granted));
      } else {
        Verdict denied = Verdicts.denied(told.get(i));
        grants.denied(id);
        news.add(() -> each.tell(denied));
      }
    }
  }

  /** Claims go into the next call, unless they have waited for too long. */
  private void again(List<Asked> asked, Moment moment, List<Runnable> news) {
    List<Asked> back = new ArrayList<>();
    for (Asked each : asked) {
      if (moment.now - each.since > PATIENCE) {
        news.add(() -> each.tell(Verdicts.AWAY));
      } else {
        back.add(each);
      }
    }
    claims.putBack(back);
  }
}
