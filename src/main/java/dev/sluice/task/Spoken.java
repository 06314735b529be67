package dev.sluice.task;

/**
 * The upstream's last word about a task.
 *
 * @param status the HTTP status it came with; {@link #CALLED} where it came as a callback in a form
 *     of its own
 * @param body the envelope, exactly as the upstream sent it but for what {@link
 *     dev.sluice.dialect.Dialect#forTeam} keeps back; the array is not to be changed
 */
public record Spoken(int status, byte[] body) {

  /**
   * Stands for the status of a callback, which has none, where its form is not that of a status.
   */
  public static final int CALLED = 0;

  /** Whether it is in the form of a callback, and no other. */
  boolean called() {
    return status == CALLED;
  }

  /** The HTTP status with which it is told to whoever asks. */
  int told() {
    return called() ? Finding.GOOD : status;
  }
}
