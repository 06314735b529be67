package dev.sluice.dialect;

/**
 * What a vendor's word for a state comes to. A word that is not known means that the task still
 * runs.
 */
public enum TaskState {
  RUNNING,
  SUCCEEDED,
  FAILED;

  /** Whether a task in this state never changes any more. */
  public boolean ended() {
    return this != RUNNING;
  }
}
