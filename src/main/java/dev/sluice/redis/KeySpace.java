package dev.sluice.redis;

/**
 * The names of all keys. What one step touches together shares a hash tag, so that a Cluster keeps
 * it on one node: everything of one budget, everything of one task, everything used in one day, the
 * queue of webhooks, the queue of deferred submits, the history, what administrators decide.
 *
 * <p>No secret is ever part of a name.
 */
public final class KeySpace {

  private static final String ROOT = "sluice:";

  private KeySpace() {}

  /** A part of one budget's ledger. */
  public static String ledger(String budget, String part) {
    return ROOT + "{b:" + budget + "}:" + part;
  }

  /** A team's bucket for one of its ceilings. */
  public static String quota(String team, String policy) {
    return ROOT + "{q:" + team + "}:" + policy;
  }

  /** A part of one task's record, by the id that its team knows. */
  public static String task(String visibleId, String part) {
    return ROOT + "{t:" + visibleId + "}:" + part;
  }

  /** Under which id a team knows a task whose own id stood for another's already. */
  public static String alias(String upstream, String taskId) {
    return ROOT + "alias:" + upstream + ":" + taskId;
  }

  /** A part of what was used in one calendar day (UTC), written {@code 2026-01-31}. */
  public static String usage(String day, String part) {
    return ROOT + "{u:" + day + "}:" + part;
  }

  /**
   * A part of what is known of one {@code Idempotency-Key} of a team.
   *
   * @param digest of the key; the key itself is never part of a name
   */
  public static String idempotency(String team, String digest, String part) {
    return ROOT + "{i:" + team + ":" + digest + "}:" + part;
  }

  /** A part of the queue of webhooks, which one step goes through. */
  public static String relay(String part) {
    return ROOT + "{w}:" + part;
  }

  /** A part of the queue of deferred submits, which one step goes through. */
  public static String deferral(String part) {
    return ROOT + "{d}:" + part;
  }

  /** A part of the lists of tasks that ended, which one step goes through. */
  public static String ended(String part) {
    return ROOT + "{e}:" + part;
  }

  /** A part of what administrators decide, and the trail of it: one step changes both. */
  public static String administration(String part) {
    return ROOT + "{a}:" + part;
  }

  /** A step of the history, by its number: all steps lie together. */
  public static String history(long step) {
    return ROOT + "{h}:step:" + step;
  }

  /**
   * A channel. Servers have one of each name for all their databases, so those of others than the
   * first are told apart here.
   */
  static String channel(String what, int database) {
    return ROOT + what + (database == 0 ? "" : "@" + database);
  }
}
