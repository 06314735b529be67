package dev.sluice.bench;

import java.util.concurrent.CompletionStage;

/** Something that decides whether a request may go. */
interface Decider {

  /** How many teams the callers belong to. */
  int TEAMS = 10;

  /** One decision for a caller; whether it may go. */
  CompletionStage<Boolean> decide(int caller);

  /** Makes one by its name: {@code sluice}, {@code bucket4j}, {@code bucket4j-batching}. */
  static Decider named(String name, String redis) {
    return switch (name) {
      case "sluice" -> new SluiceDecider(redis);
      case "bucket4j" -> new BucketDecider(redis, false);
      case "bucket4j-batching" -> new BucketDecider(redis, true);
      default -> throw new IllegalArgumentException("no such decider: " + name);
    };
  }
}
