package dev.sluice.task;

import dev.sluice.budget.Budgets;
import dev.sluice.meters.Meters;
import dev.sluice.routing.ModelLabels;
import dev.sluice.upstream.Upstreams;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Puts together what hears callbacks. */
@Singleton
final class CallbackRoom {

  @Produces
  @Singleton
  UnboundSlots unboundSlots(
      TaskStore store, Budgets budgets, Upstreams upstreams, Meters meters, ModelLabels labels) {
    return new UnboundSlots(store, budgets, upstreams, meters, labels::of);
  }

  @Produces
  @Singleton
  HeardEnds heardEnds(
      Outbox outbox,
      Budgets budgets,
      TeamWords words,
      Opening opening,
      Closing closing,
      Instance<IdempotentSubmits> keyed) {
    return new HeardEnds(
        outbox,
        budgets,
        words,
        opening,
        closing,
        keyed.isResolvable() ? Optional.of(keyed.get()) : Optional.empty());
  }

  @Produces
  @Singleton
  SecondReads secondReads(Upstreams upstreams, Budgets budgets, PaidReads reads, Meters meters) {
    return new SecondReads(upstreams, budgets, reads, meters);
  }

  @Produces
  @Singleton
  Callbacks callbacks(
      TaskStore store,
      Upstreams upstreams,
      UnboundSlots unbound,
      HeardEnds ends,
      SecondReads second,
      TaskSettings settings) {
    return new Callbacks(
        store,
        upstreams,
        unbound,
        ends,
        settings.verifiesCallbacks() ? Optional.of(second) : Optional.empty());
  }
}
