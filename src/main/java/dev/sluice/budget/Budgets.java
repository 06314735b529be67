package dev.sluice.budget;

import java.util.Collection;

/** The budgets of all upstreams. */
public interface Budgets {

  /**
   * The budget of an upstream.
   *
   * @throws IllegalArgumentException for a name that is not configured
   */
  Budget of(String upstream);

  /** All of them. */
  Collection<Budget> all();
}
