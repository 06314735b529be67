package dev.sluice.passage;

/**
 * A refusal from beside the path, where no stage can answer. Has no stack trace: it is an answer,
 * not a fault.
 */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
