package dev.sluice.trail;

/** Audit trails for the tests of other rooms. */
public final class Trails {

  private Trails() {}

  /** One in this process. */
  public static AuditTrail inMemory() {
    return MemoryAuditTrail.usual();
  }
}
