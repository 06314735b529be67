package dev.sluice.task;

import java.util.Comparator;

/**
 * How many tasks ended that have some things in common.
 *
 * @param group what they have in common
 * @param success those that succeeded
 * @param failed those that failed
 * @param unknown those whose outcome nobody knows: lost, expired, or submits of which nobody heard
 *     again
 */
public record UsageRow(Group group, long success, long failed, long unknown) {

  /**
   * What tasks have in common; a text is empty where it was not told apart.
   *
   * @param day written {@code 2026-01-31}
   */
  public record Group(String team, String model, String provider, String day)
      implements Comparable<Group> {

    private static final Comparator<Group> ORDER =
        Comparator.comparing(Group::team)
            .thenComparing(Group::model)
            .thenComparing(Group::provider)
            .thenComparing(Group::day);

    @Override
    public int compareTo(Group other) {
      return ORDER.compare(this, other);
    }
  }

  /** All of them. */
  public long tasks() {
    return success + failed + unknown;
  }

  UsageRow plus(UsageRow more) {
    return new UsageRow(
        group, success + more.success, failed + more.failed, unknown + more.unknown);
  }
}
