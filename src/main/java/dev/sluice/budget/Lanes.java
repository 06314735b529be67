package dev.sluice.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which windows hold whom back (law L10). Where every window counts every request there is one lane
 * for everybody. Else creates and reads have a lane each, and a window for all is divided between
 * them for good, so that every window belongs to one lane and the parts never exceed it.
 *
 * <p>Of a lane's windows the slowest is first: it deals, the others only guard. A window that
 * another one of the lane keeps anyhow is left out.
 *
 * @param creates what holds submits back; where the lanes are not apart, everybody
 * @param reads what holds status checks and balances back in a lane of their own; none where they
 *     have none, or may go as they like
 * @param apart whether reads have a lane of their own
 */
public record Lanes(List<RateWindow> creates, List<RateWindow> reads, boolean apart) {

  /** Windows that an upstream may have. */
  static final int MOST = 8;

  private static final double LEAST_FOR_READS = 0.1;

  private static final Comparator<RateWindow> SLOWEST_FIRST =
      Comparator.comparingDouble(RateWindow::perSecond).thenComparing(RateWindow::length);

  public Lanes {
    if (creates.isEmpty()) {
      throw new IllegalArgumentException("no window counts creates");
    }
    creates = List.copyOf(creates);
    reads = List.copyOf(reads);
  }

  /**
   * Assigns an upstream's windows.
   *
   * @throws IllegalArgumentException where they cannot be kept, and why
   */
  public static Lanes of(List<RateWindow> windows) {
    if (windows.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " windows");
    }
    if (windows.stream().allMatch(window -> window.counts() == RateWindow.Counts.ALL)) {
      return new Lanes(needed(windows), List.of(), false);
    }
    List<RateWindow> creates = new ArrayList<>();
    List<RateWindow> reads = new ArrayList<>();
    for (RateWindow window : windows) {
      switch (window.counts()) {
        case CREATES -> creates.add(window);
        case READS -> reads.add(window);
        case ALL -> {
          long forReads = partOfReads(window, windows);
          creates.add(part(window, window.limit() - forReads, RateWindow.Counts.CREATES));
          reads.add(part(window, forReads, RateWindow.Counts.READS));
        }
      }
    }
    return new Lanes(needed(creates), needed(reads), true);
  }

  /** The window of the first lane that deals. */
  public RateWindow dealing() {
    return creates.get(0);
  }

  /** All of them. */
  public Stream<RateWindow> all() {
    return Stream.concat(creates.stream(), reads.stream());
  }

  /** What creates cannot use anyhow, and a tenth at least; not more than reads may use. */
  private static long partOfReads(RateWindow whole, List<RateWindow> windows) {
    if (whole.limit() < 2) {
      throw new IllegalArgumentException(
          "a window of one request cannot be divided between creates and reads");
    }
    long limit = whole.limit();
    long left = limit - Math.min(limit, most(RateWindow.Counts.CREATES, whole, windows));
    long part = Math.max((long) (LEAST_FOR_READS * limit), left);
    long reads = Math.min(part, most(RateWindow.Counts.READS, whole, windows));
    return Math.min(limit - 1, Math.max(1, reads));
  }

  /** The most that windows of a kind let into any stretch as long as another window. */
  private static long most(RateWindow.Counts counts, RateWindow stretch, List<RateWindow> windows) {
    return windows.stream()
        .filter(window -> window.counts() == counts)
        .mapToLong(window -> most(window, stretch))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long most(RateWindow window, RateWindow stretch) {
    long length = window.length().toNanos();
    return window.limit() * ((stretch.length().toNanos() + length - 1) / length);
  }

  private static RateWindow part(RateWindow whole, long limit, RateWindow.Counts counts) {
    return new RateWindow(limit, whole.length(), counts);
  }

  private static List<RateWindow> needed(List<RateWindow> windows) {
    List<RateWindow> needed = new ArrayList<>();
    for (RateWindow window : windows.stream().sorted(SLOWEST_FIRST).toList()) {
      if (needed.stream().noneMatch(other -> keeps(other, window))) {
        needed.removeIf(other -> keeps(window, other));
        needed.add(window);
      }
    }
    return needed;
  }

  /** Whether nothing that keeps the one window can break the other. */
  private static boolean keeps(RateWindow one, RateWindow other) {
    return most(one, other) <= other.limit();
  }
}
