package dev.sluice.deferral;

/**
 * How often something happens of late: each event counts less the longer ago it was. Not for
 * several threads.
 */
final class Pace {

  /** After so long an event counts a third, milliseconds. */
  static final double FADES = 30_000;

  private double weight;
  private long atMillis;

  /** It happened. */
  void departed(long nowMillis) {
    weight = faded(nowMillis) + 1;
    atMillis = nowMillis;
  }

  /** Events a second. */
  double perSecond(long nowMillis) {
    return faded(nowMillis) * 1000 / FADES;
  }

  private double faded(long nowMillis) {
    return weight * Math.exp(-Math.max(0, nowMillis - atMillis) / FADES);
  }
}
