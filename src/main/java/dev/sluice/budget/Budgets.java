package dev.sluice.budget;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;

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

  /**
   * A slot in use.
   *
   * @param budget that it is of
   */
  record Held(Budget budget, Lease lease) {}

  /** Every slot in use; see {@link Budget#leases}. */
  default Uni<List<Held>> held() {
    return Multi.createFrom()
        .iterable(all())
        .onItem()
        .transformToUniAndConcatenate(
            budget ->
                budget
                    .leases()
                    .map(all -> all.stream().map(lease -> new Held(budget, lease)).toList()))
        .onItem()
        .<Held>disjoint()
        .collect()
        .asList();
  }
}
