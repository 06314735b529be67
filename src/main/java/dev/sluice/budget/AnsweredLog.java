package dev.sluice.budget;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What a lane knows of the requests that were answered, for windows that are to count them from now
 * on. A request may be put too late, and then counts too long; never too early. Times are ledger
 * nanoseconds.
 *
 * @param born when the ledger began
 * @param completeFrom every request that was answered at this moment or later is in it
 * @param atLatest how many were answered, by the latest moment at which they may have been
 */
record AnsweredLog(long born, long completeFrom, TreeMap<Long, Long> atLatest) {

  /** Of the time before this ledger began nothing is known. */
  boolean fromTheBeginning() {
    return completeFrom <= born;
  }

  /** The requests of two lanes. */
  AnsweredLog and(AnsweredLog other) {
    TreeMap<Long, Long> all = new TreeMap<>(atLatest);
    other.atLatest.forEach((at, count) -> all.merge(at, count, Long::sum));
    return new AnsweredLog(born, Math.max(completeFrom, other.completeFrom), all);
  }

  /**
   * What a lane's windows know, for another window: the shortest of those that are as long, else
   * the longest of all. A lane without windows has counted nothing.
   */
  static AnsweredLog of(List<FlightGuard> windows, RateWindow another, long born, long now) {
    List<FlightGuard> shortestFirst =
        windows.stream().sorted(Comparator.comparingLong(FlightGuard::sliceNanos)).toList();
    long slice = FlightGuard.sliceNanos(another);
    return shortestFirst.stream()
        .filter(window -> window.sliceNanos() >= slice)
        .findFirst()
        .or(() -> shortestFirst.stream().reduce((one, longer) -> longer))
        .map(window -> window.log(now))
        .orElseGet(() -> new AnsweredLog(born, now, new TreeMap<>()));
  }
}
