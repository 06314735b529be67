package dev.sluice.budget;

import java.util.Collection;

/** The budgets of all upstreams, of which several may share one. */
public interface Budgets {

  /**
   * The budget of an upstream.
   *
   * @throws IllegalArgumentException for a name that is not configured
   */
  Budget of(String upstream);

  /** All of them, each once. */
  Collection<Budget> all();
}
