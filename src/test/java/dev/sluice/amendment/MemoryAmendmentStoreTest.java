package dev.sluice.amendment;

import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.Trails;

class MemoryAmendmentStoreTest extends AmendmentStoreContract {

  private final AuditTrail trail = Trails.inMemory();
  private final AmendmentStore store = new MemoryAmendmentStore(trail);

  @Override
  protected AmendmentStore store() {
    return store;
  }

  @Override
  protected AuditTrail trail() {
    return trail;
  }
}
