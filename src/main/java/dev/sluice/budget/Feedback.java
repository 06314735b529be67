package dev.sluice.budget;

import java.time.Duration;

/**
 * What an upstream's 429 teaches (law L8). On the rate: a pause of its {@code Retry-After}, then
 * one probe, and half the pace, which recovers by a twentieth each tenth of a window. On the slots:
 * one hundredth fewer, which come back one hundredth each 5 min. What was refused within one pause
 * teaches once.
 *
 * <p>Either is an alert: the goal is that there are none.
 */
final class Feedback {

  private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toNanos();

  /** Even where the upstream asks for no time at all: asking on at once would be answered alike. */
  private static final long SHORTEST_PAUSE = Duration.ofSeconds(1).toNanos();

  private static final long SLOT_RECOVERY = Duration.ofMinutes(5).toNanos();
  private static final int PROBE_SECONDS = 2;
  private static final long PROBE = Duration.ofSeconds(PROBE_SECONDS).toNanos();
  private static final double LEAST_PACE = 1 / 64.0;
  private static final double PACE_STEP = 0.05;
  private static final double SLOT_STEP = 0.01;

  private long paceRecovery;
  private double pace = 1;
  private double slotPart = 1;
  private long paceAt;
  private long slotPartAt;
  private long pausedUntil;
  private long slotsPausedUntil;
  private Probe probe = Probe.NONE;
  private String probeId = "";
  private long probeAt;

  private enum Probe {
    NONE,
    WANTED,
    OUT
  }

  /** The length of the window that it is about from now on. */
  void window(Duration length) {
    paceRecovery = length.toNanos() / 10;
  }

  void rateRefused(Duration retryAfter, long now) {
    boolean inPause = now < pausedUntil;
    pausedUntil = Math.max(pausedUntil, now + pause(retryAfter));
    if (!inPause) {
      pace = Math.max(LEAST_PACE, pace / 2);
      paceAt = now;
    }
    probe = Probe.WANTED;
  }

  void slotsRefused(Duration retryAfter, long now) {
    boolean inPause = now < slotsPausedUntil;
    slotsPausedUntil = Math.max(slotsPausedUntil, now + pause(retryAfter));
    if (!inPause) {
      slotPart = Math.max(SLOT_STEP, slotPart - SLOT_STEP);
      slotPartAt = now;
    }
  }

  /**
   * Moves on to this moment. A probe that is not answered within {@value #PROBE_SECONDS} s is
   * followed by another: one that hangs must not close the key.
   */
  void look(long now) {
    if (probe == Probe.OUT && now - probeAt >= PROBE && now >= pausedUntil) {
      probe = Probe.WANTED;
    }
  }

  /** Nanoseconds for which nothing may be sent; 0 where something may. */
  long closedFor(long now) {
    if (now < pausedUntil) {
      return pausedUntil - now;
    }
    return probe == Probe.OUT ? probeAt + PROBE - now : 0;
  }

  /** Nanoseconds for which no submit may be sent because of the slots. */
  long slotsClosedFor(long now) {
    return Math.max(0, slotsPausedUntil - now);
  }

  /** Whether only a single request may go, to see how the upstream takes it. */
  boolean probing(long now) {
    return probe == Probe.WANTED && now >= pausedUntil;
  }

  void probeSent(String id, long now) {
    probe = Probe.OUT;
    probeAt = now;
    probeId = id;
  }

  /** A request ended; where it was the probe, the way is open unless it was refused again. */
  void ended(String id) {
    if (probe == Probe.OUT && probeId.equals(id)) {
      probe = Probe.NONE;
    }
  }

  /** The probe never left: another is needed. */
  void neverSent(String id) {
    if (probe == Probe.OUT && probeId.equals(id)) {
      probe = Probe.WANTED;
    }
  }

  /** The part of R that is used now; moves it on where it is time. */
  double pace(long now) {
    while (pace < 1 && now - paceAt >= paceRecovery) {
      pace = Math.min(1, pace + PACE_STEP);
      paceAt += paceRecovery;
    }
    return pace;
  }

  /** The part of the slots that is used now; moves it on where it is time. */
  double slotPart(long now) {
    while (slotPart < 1 && now - slotPartAt >= SLOT_RECOVERY) {
      slotPart = Math.min(1, slotPart + SLOT_STEP);
      slotPartAt += SLOT_RECOVERY;
    }
    return slotPart;
  }

  private static long pause(Duration retryAfter) {
    return retryAfter.compareTo(Duration.ofNanos(LONGEST_PAUSE)) > 0
        ? LONGEST_PAUSE
        : Math.max(SHORTEST_PAUSE, retryAfter.toNanos());
  }
}
