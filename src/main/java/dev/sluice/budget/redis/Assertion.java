package dev.sluice.budget.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * Telling the store all leases that are known here, a page with each call (law G2). What ended
 * since it was begun is left out.
 */
final class Assertion {

  /** Leases in one call. */
  static final int PAGE = 500;

  private final LeaseMirror mirror;
  private final List<String> slots;
  private int told;

  Assertion(LeaseMirror mirror) {
    this.mirror = mirror;
    this.slots = mirror.slots();
  }

  /** The page to be told now; the same again until {@link #confirmed}. */
  Errand page() {
    int end = Math.min(slots.size(), told + PAGE);
    List<String> arguments = new ArrayList<>();
    arguments.add(end == slots.size() ? "1" : "0");
    arguments.addAll(mirror.texts(slots.subList(told, end)));
    return new Errand("assert", arguments);
  }

  /** The store has the page; says whether it was the last. */
  boolean confirmed() {
    told = Math.min(slots.size(), told + PAGE);
    return told == slots.size();
  }
}
