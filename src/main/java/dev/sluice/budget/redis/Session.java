package dev.sluice.budget.redis;

import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a replica and the program know of each other: the header of each call, and what is told in
 * its frame before anything is asked (laws G1 and G2).
 *
 * <p>Not thread-safe: one call is in flight at a time.
 */
final class Session {

  private static final Logger LOG = Logger.getLogger(Session.class);

  /** How far ahead a call's deadline lies, microseconds. */
  static final long DEADLINE = 250_000;

  private static final String NONE = "0";

  private final String budget;
  private final String replica;
  private PlanFigures plan;
  private final LeaseMirror mirror;
  private final LongSupplier lag;
  private final Ticker ticker;
  private final RedisTime time = new RedisTime();
  private String asserted = NONE;
  private String generation = NONE;
  private String told = NONE;
  private long cursor;
  private boolean wantsPlan;
  private boolean goOn;
  private boolean listAgain;
  private @Nullable Assertion assertion;

  /**
   * Who talks to whom about what.
   *
   * @param budget for the log
   * @param replica an id, new at each start
   * @param plan this replica's
   */
  record Parties(String budget, String replica, PlanFigures plan) {}

  /**
   * @param lag microseconds for which a new server grants nothing (law G4)
   */
  Session(Parties parties, LeaseMirror mirror, LongSupplier lag, Ticker ticker) {
    this.budget = parties.budget;
    this.replica = parties.replica;
    this.plan = parties.plan;
    this.mirror = mirror;
    this.lag = lag;
    this.ticker = ticker;
  }

  /** This replica goes by another plan from now on: it announces it with the next call. */
  void replan(PlanFigures another) {
    plan = another;
    wantsPlan = true;
  }

  /** Whether a deadline can be named, so that something may be asked. */
  boolean knowsTime() {
    return time.known();
  }

  /** Whether there is something to tell or to hear that should not wait. */
  boolean urgent() {
    return wantsPlan || assertion != null || goOn || listAgain;
  }

  /** What is told before anything is asked. */
  List<Errand> preamble() {
    List<Errand> errands = new ArrayList<>(2);
    if (wantsPlan) {
      errands.add(plan.errand());
    }
    if (assertion != null) {
      errands.add(assertion.page());
    }
    return errands;
  }

  /** All arguments of a call. */
  List<String> call(List<Errand> errands) {
    if (listAgain) {
      listAgain = false;
      cursor = 0;
    }
    if (cursor == 0) {
      mirror.beginListing();
    }
    List<String> call = new ArrayList<>();
    call.add(replica);
    call.add(Long.toString(time.known() ? time.after(DEADLINE, ticker.nanos()) : 0));
    call.add(asserted);
    call.add(told);
    call.add(Long.toString(cursor));
    call.add(plan.digest());
    call.add(Long.toString(lag.getAsLong()));
    errands.forEach(errand -> errand.writeTo(call));
    return call;
  }

  /**
   * Takes what an answer says, but for the errands that were asked.
   *
   * @param preamble answers to {@link #preamble}, in its order
   */
  void heard(Frame frame, List<Told> preamble, long sentAt) {
    time.heard(frame.redisMicros(), sentAt, ticker.nanos());
    if (frame.late()) {
      return;
    }
    boolean begins = !frame.generation().equals(generation);
    told = frame.sequence();
    hearPreamble(preamble, begins);
    hearGeneration(frame, begins);
    hearChanges(frame);
    wantsPlan = frame.wanted().contains("plan");
    if (frame.wanted().contains("assert") && assertion == null && !asserted.equals(generation)) {
      assertion = new Assertion(mirror);
    }
  }

  /** Who answers next may be another server with another clock. */
  void lost() {
    time.forget();
  }

  private void hearPreamble(List<Told> answers, boolean begins) {
    Assertion telling = assertion;
    if (telling == null || begins) {
      assertion = null;
      return;
    }
    Told answer = answers.get(answers.size() - 1);
    if (answer.done() && telling.confirmed()) {
      assertion = null;
      asserted = generation;
      // What the store does not have after this has ended while nobody here heard of it.
      listAgain = true;
    }
  }

  private void hearGeneration(Frame frame, boolean begins) {
    if (begins) {
      LOG.infof(
          "ledger-generation budget=%s generation=%s leases=%d",
          budget, frame.generation(), mirror.slots().size());
      generation = frame.generation();
    }
  }

  private void hearChanges(Frame frame) {
    mirror.take(frame.changed());
    cursor = frame.cursor();
    goOn = frame.wanted().contains("more");
    if (!goOn && mirror.listing()) {
      mirror.endListing(asserted.equals(generation) && !listAgain);
    }
  }
}
