package dev.sluice.budget.redis;

import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisScript;
import java.util.List;
import java.util.stream.Stream;

/** The program of the ledger, of which each file is one rule, and the keys that it touches. */
final class LedgerProgram {

  private static final List<String> RULES =
      List.of(
          "base.lua",
          "plan.lua",
          "guard.lua",
          "feedback.lua",
          "lanes.lua",
          "rate.lua",
          "demand.lua",
          "slots.lua",
          "overdue.lua",
          "flights.lua",
          "shares.lua",
          "allot.lua",
          "forecast.lua",
          "admit.lua",
          "frame.lua",
          "main.lua");

  /** In the order of {@code base.lua}. */
  private static final List<String> PARTS =
      List.of(
          "state",
          "plan",
          "plans",
          "digest",
          "beat",
          "rate",
          "fill",
          "virtual",
          "guard",
          "flight",
          "flown",
          "lease",
          "born",
          "bornby",
          "check",
          "end",
          "unknown",
          "ended",
          "count",
          "away",
          "awaytime",
          "demand",
          "book",
          "log",
          "queue_t",
          "queue_s",
          "lapse",
          "lapsed",
          "lapsedtime");

  private LedgerProgram() {}

  /** The program on Redis' own clock. */
  static RedisScript script() {
    return script("clock.lua");
  }

  /**
   * The program on another clock.
   *
   * @param clock a file that defines {@code redis_now()}, microseconds
   */
  static RedisScript script(String clock) {
    return RedisScript.of(LedgerProgram.class, files(clock).toArray(String[]::new));
  }

  /** What it is made of, in this order. */
  static List<String> files(String clock) {
    return Stream.concat(Stream.of(clock), RULES.stream()).toList();
  }

  /** All keys of one budget. */
  static List<String> keys(String budget) {
    return PARTS.stream().map(part -> KeySpace.ledger(budget, part)).toList();
  }
}
