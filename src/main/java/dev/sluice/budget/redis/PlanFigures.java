package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Lanes;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.TeamShare;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * A plan as text, in an order that depends on nothing but the plan, so that equal plans have equal
 * digests on every replica. Doubles keep every bit.
 */
final class PlanFigures {

  private static final int DIGEST_BYTES = 8;

  private final List<String> figures = new ArrayList<>();
  private final String digest;

  PlanFigures(BudgetPlan plan, LedgerLimits limits) {
    add(plan.window().limit());
    add(micros(plan.window().length()));
    add(micros(plan.spread()));
    add(plan.burst());
    add(plan.rate());
    add(plan.slots());
    add(micros(plan.coldStart()));
    add(micros(plan.drain()));
    add(micros(limits.longestFlight()));
    add(micros(limits.hold()));
    add(plan.tokenPromises());
    add(plan.slotPromises());
    add(plan.exact() ? 1 : 0);
    figures.add(lanes(plan.lanes()));
    new TreeMap<>(plan.shares()).forEach((team, share) -> add(plan, team, share));
    this.digest = sha256(String.join("\n", figures));
  }

  /** The arguments of the errand {@code plan}. */
  Errand errand() {
    return new Errand("plan", figures);
  }

  /** Short, and different for different figures. */
  String digest() {
    return digest;
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  /**
   * The windows beside the one that deals, in one word: lane, limit and microseconds of each, after
   * an {@code a} where the lanes are apart.
   */
  private static String lanes(Lanes lanes) {
    StringBuilder word = new StringBuilder(lanes.apart() ? "a" : "-");
    lanes.creates().stream().skip(1).forEach(window -> word.append(word("c", window)));
    lanes.reads().forEach(window -> word.append(word("r", window)));
    return word.toString();
  }

  private static String word(String lane, RateWindow window) {
    return ";" + lane + window.limit() + ":" + micros(window.length());
  }

  private void add(BudgetPlan plan, String team, TeamShare share) {
    figures.add(team);
    add(share.weight());
    add(share.guaranteedPerSecond());
    add(plan.burstOf(share));
    add(share.guaranteedTasks());
    add(share.keptTasks());
    add(share.taskCeiling());
    add(plan.mostUnknown(team));
  }

  private void add(long figure) {
    figures.add(Long.toString(figure));
  }

  private void add(double figure) {
    figures.add(Double.toString(figure));
  }

  private static String sha256(String text) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
