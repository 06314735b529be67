package dev.sluice.budget;

import java.util.ArrayList;
import java.util.List;

/**
 * An upstream in a test: remembers when requests arrived, and counts them in sliding windows,
 * plainly.
 */
final class Arrivals {

  private final List<Long> arrivals = new ArrayList<>();

  void arrive(long nanos) {
    arrivals.add(nanos);
  }

  int total() {
    return arrivals.size();
  }

  /** Requests that arrived in the half-open time from one moment to another. */
  long between(long from, long until) {
    return arrivals.stream().filter(at -> at >= from && at < until).count();
  }

  /** The most requests in any window of this length, wherever it starts. */
  int fullest(long windowNanos) {
    List<Long> sorted = arrivals.stream().sorted().toList();
    int fullest = 0;
    int first = 0;
    for (int last = 0; last < sorted.size(); last++) {
      while (sorted.get(last) - sorted.get(first) >= windowNanos) {
        first++;
      }
      fullest = Math.max(fullest, last - first + 1);
    }
    return fullest;
  }
}
