package dev.sluice.budget;

/**
 * What a team may expect of the shared key.
 *
 * @param weight its share of what is idle, relative to the other teams' (law L6)
 * @param guaranteedPerSecond requests a second that are its own (law L4)
 * @param guaranteedTasks slots that are its own (law S9)
 * @param lendable the part of its guaranteed slots that others may use while idle, 0 to 1
 * @param taskCeiling the most slots it may use; {@link #NO_CEILING} for none
 */
public record TeamShare(
    double weight,
    double guaranteedPerSecond,
    int guaranteedTasks,
    double lendable,
    int taskCeiling) {

  public static final int NO_CEILING = Integer.MAX_VALUE;

  private static final double PARTS = 1 << 20;

  /** A team that says nothing about its share. */
  public static final TeamShare PLAIN = new TeamShare(1, 0, 0, 0.5, NO_CEILING);

  /** A weight in whole parts, so that sums of them come to the same in any order. */
  long weightParts() {
    return Math.max(1, (long) Math.floor(weight * PARTS + 0.5));
  }

  /** The weight of so many parts. */
  static double weightOf(long parts) {
    return parts / PARTS;
  }

  /** Slots that are kept free for it even while it uses none. */
  public double keptTasks() {
    return guaranteedTasks * (1 - lendable);
  }
}
