package dev.sluice.amendment;

import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.Entry;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** In this process: gone after a restart. */
final class MemoryAmendmentStore implements AmendmentStore {

  private final AuditTrail trail;
  private Amendments kept = Amendments.NONE;

  MemoryAmendmentStore(AuditTrail trail) {
    this.trail = trail;
  }

  @Override
  public Uni<Amendments> read() {
    return Uni.createFrom().item(this::now);
  }

  @Override
  public Uni<Optional<Amendments>> other(String label) {
    return Uni.createFrom().item(() -> Optional.of(now()).filter(it -> !it.label().equals(label)));
  }

  @Override
  public Uni<Boolean> keep(Amendments next, Entry entry) {
    return Uni.createFrom()
        .item(() -> replace(next))
        .chain(kept -> kept ? trail.add(entry).replaceWith(true) : Uni.createFrom().item(false));
  }

  @Override
  public Uni<Void> restore(Amendments known) {
    return Uni.createFrom().voidItem();
  }

  private synchronized Amendments now() {
    return kept;
  }

  private synchronized boolean replace(Amendments next) {
    if (next.version() != kept.version() + 1) {
      return false;
    }
    kept = next;
    return true;
  }
}
