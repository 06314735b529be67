package dev.sluice.front;

import dev.sluice.budget.SharedLimits;
import dev.sluice.quota.QuotaBuckets;
import dev.sluice.quota.QuotaBuckets.Level;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * A team's own limits as {@code RateLimit-Policy} and {@code RateLimit} tell them
 * (draft-ietf-httpapi-ratelimit-headers-10, structured field lists). Where a team has no ceiling on
 * requests of its own, the shared key's stands there.
 */
@Singleton
final class RateLimitHeaders {

  private static final String REQUESTS = "team-requests";

  private final QuotaBuckets quotas;
  private final SharedLimits shared;

  RateLimitHeaders(QuotaBuckets quotas, SharedLimits shared) {
    this.quotas = quotas;
    this.shared = shared;
  }

  /**
   * The two values.
   *
   * @param policy of {@code RateLimit-Policy}
   * @param limit of {@code RateLimit}
   */
  record Values(String policy, String limit) {}

  Values of(String team) {
    return write(rates(team), shared.taskCeiling(team), shared.tasksInUse(team));
  }

  /** The rates, the shared key's among them where the team has no ceiling of its own. */
  List<Level> rates(String team) {
    List<Level> own = quotas.levels(team);
    for (Level level : own) {
      if (level.policy().equals(REQUESTS)) {
        return own;
      }
    }
    long limit = shared.limit(team);
    long window = shared.windowSeconds(team);
    Level key =
        new Level(
            REQUESTS,
            limit,
            window,
            shared.tokens(team),
            Duration.ofMillis(1000 * window / Math.max(1, limit)));
    if (own.isEmpty()) {
      return List.of(key);
    }
    var all = new java.util.ArrayList<Level>(own.size() + 1);
    all.add(key);
    all.addAll(own);
    return all;
  }

  /**
   * @param taskCeiling tasks at a time; {@code tasksInUse} of them are taken
   */
  static Values write(List<Level> rates, int taskCeiling, int tasksInUse) {
    StringBuilder policy = new StringBuilder(128);
    StringBuilder limit = new StringBuilder(96);
    for (Level level : rates) {
      policy.append('"').append(level.policy()).append("\";q=").append(level.quota());
      policy.append(";w=").append(level.windowSeconds()).append(", ");
      limit.append('"').append(level.policy()).append("\";r=");
      limit.append(Math.max(0, level.remaining())).append(";t=");
      limit.append(seconds(level.nextAfter())).append(", ");
    }
    policy.append("\"team-tasks\";q=").append(taskCeiling).append(";qu=\"concurrent-requests\"");
    limit.append("\"team-tasks\";r=").append(Math.max(0, taskCeiling - tasksInUse));
    return new Values(policy.toString(), limit.toString());
  }

  static long seconds(Duration after) {
    return after.isNegative() ? 0 : after.getSeconds() + (after.getNano() > 0 ? 1 : 0);
  }
}
