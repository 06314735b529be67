package dev.sluice.deferral;

/**
 * How often something happens of late: each event counts less the longer ago it was. Not for
 * several threads.
 */
public final class Pace {

  /** After so long an event counts a third, milliseconds. */
  private static final double FADES = 30_000;

  /** What is left of so little says nothing: it begins anew. */
  private static final double NOTHING = 0.05;

  private static final long LEAST_MILLIS = 1000;

  private double weight;
  private long atMillis;
  private long sinceMillis;

  /** It happened. */
  void departed(long nowMillis) {
    double faded = faded(nowMillis);
    if (faded < NOTHING) {
      sinceMillis = nowMillis;
    }
    weight = faded + 1;
    atMillis = nowMillis;
  }

  /** Events a second. */
  double perSecond(long nowMillis) {
    return perSecond(faded(nowMillis), nowMillis - sinceMillis);
  }

  private double faded(long nowMillis) {
    return weight * Math.exp(-Math.max(0, nowMillis - atMillis) / FADES);
  }

  /**
   * Events a second, of a weight that has gathered and faded for so long.
   *
   * @param sinceMillis how long ago the first event was
   */
  public static double perSecond(double weight, long sinceMillis) {
    double gathered = 1 - Math.exp(-Math.max(LEAST_MILLIS, sinceMillis) / FADES);
    return weight * 1000 / FADES / gathered;
  }
}
