package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.PlanFigures;
import dev.sluice.testing.RedisTalk;
import dev.sluice.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One replica that calls the program and waits for its answer, on a clock that the test moves:
 * decision 12 in its plainest form. Keeps a mirror of the leases by what the answers say.
 */
final class ProgramClient {

  /** The test's clock stands somewhere in the year 2026. */
  private static final long EPOCH = 1_770_000_000_000_000L;

  private static final long DEADLINE = 250_000;

  private final String replica;
  private final RedisTalk talk;
  private final Ticker ticker;
  private final List<String> keys;
  private List<String> plan;
  private String digest;
  private final String program;
  private final String sha;
  private final Map<String, Mirrored> mirror = new TreeMap<>();
  private String asserted = "0";
  private String told = "0";
  private long cursor;

  /** A lease as the last answer that spoke of it said it; born in ledger microseconds. */
  record Mirrored(String team, String state, long born, String task, String details) {}

  /** An answer, the parts of it that tests look at. */
  record Reply(long now, long recovers, String wanted, long expired, List<?> answers) {}

  ProgramClient(
      RedisTalk talk, String budget, BudgetPlan plan, LedgerLimits limits, Ticker ticker) {
    this("replica", talk, budget, plan, limits, ticker);
  }

  ProgramClient(
      String replica,
      RedisTalk talk,
      String budget,
      BudgetPlan plan,
      LedgerLimits limits,
      Ticker ticker) {
    this.replica = replica;
    this.talk = talk;
    this.ticker = ticker;
    this.keys = LedgerProgram.keys(budget);
    follow(plan, limits);
    this.program = program();
    this.sha = (String) ask("SCRIPT", "LOAD", program);
  }

  private void follow(BudgetPlan next, LedgerLimits limits) {
    plan = PlanFigures.of(next, limits);
    digest = Integer.toHexString(plan.hashCode());
  }

  /** Announces another plan, as a replica does whose limits changed. */
  void replan(BudgetPlan next, LedgerLimits limits) {
    follow(next, limits);
    call(List.of(announcement()));
  }

  private List<String> announcement() {
    List<String> announced = new ArrayList<>(List.of("plan"));
    announced.addAll(plan);
    return announced;
  }

  /** Calls until slots are granted, as a replica does that starts on an empty Redis. */
  void begin(Runnable pause) {
    Reply reply = call(List.of());
    while (reply.recovers > 0 || !reply.wanted.isEmpty()) {
      List<List<String>> operations = new ArrayList<>();
      if (reply.wanted.contains("plan")) {
        operations.add(announcement());
      }
      if (reply.wanted.contains("assert")) {
        operations.add(List.of("assert", "1"));
      }
      if (operations.isEmpty()) {
        pause.run();
      }
      reply = call(operations);
    }
  }

  /**
   * Runs operations.
   *
   * @param operations each its name and its arguments
   */
  Reply call(List<List<String>> operations) {
    long clock = EPOCH + Math.floorDiv(ticker.nanos(), 1000L);
    ask("SET", keys.get(0) + ":clock", "" + clock);
    List<String> command = new ArrayList<>(List.of("EVALSHA", sha, "" + keys.size()));
    command.addAll(keys);
    command.addAll(
        List.of(replica, "" + (clock + DEADLINE), asserted, told, "" + cursor, digest, "0"));
    for (List<String> operation : operations) {
      command.add(operation.get(0));
      command.add("" + (operation.size() - 1));
      command.addAll(operation.subList(1, operation.size()));
    }
    List<?> reply = (List<?>) ask(command.toArray(String[]::new));
    if (!"ok".equals(reply.get(0))) {
      throw new IllegalStateException("answered " + reply);
    }
    asserted = (String) reply.get(3);
    told = (String) reply.get(4);
    mirror(number(reply.get(2)), number(reply.get(10)), (List<?>) reply.get(11));
    if (((String) reply.get(7)).contains("more")) {
      call(List.of());
    }
    return new Reply(
        number(reply.get(2)),
        number(reply.get(6)),
        (String) reply.get(7),
        number(reply.get(9)),
        (List<?>) reply.get(12));
  }

  /** Every lease, by the ids of the slots. */
  Map<String, Mirrored> leases() {
    return mirror;
  }

  private void mirror(long now, long newCursor, List<?> changes) {
    if (newCursor == 0) {
      mirror.clear();
    }
    cursor = newCursor;
    for (Object each : changes) {
      String slot = (String) ((List<?>) each).get(0);
      String kept = (String) ((List<?>) each).get(1);
      if (kept.equals("E")) {
        mirror.remove(slot);
      } else {
        List<String> lease = KeptLease.texts(slot, kept, now);
        mirror.put(
            slot,
            new Mirrored(
                lease.get(1),
                lease.get(2),
                now - number(lease.get(3)),
                lease.get(6),
                lease.get(7)));
      }
    }
  }

  static long number(Object text) {
    return Long.parseLong((String) text);
  }

  private Object ask(String... command) {
    try {
      return talk.ask(command);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** The whole program, on a clock that the test moves. */
  static String program() {
    StringBuilder text = new StringBuilder();
    for (String file : LedgerProgram.files("clock-virtual.lua")) {
      try (InputStream in = LedgerProgram.class.getResourceAsStream(file)) {
        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
    return text.toString();
  }
}
