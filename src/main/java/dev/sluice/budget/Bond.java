package dev.sluice.budget;

/**
 * What a slot is bound to.
 *
 * @param taskId the upstream's own id of the task
 * @param details what its record could be made from again, in the words of whoever binds; opaque
 *     here, at most {@value #MOST} characters
 */
public record Bond(String taskId, String details) {

  /** Characters that the details may have. */
  public static final int MOST = 4096;

  public Bond {
    if (details.length() > MOST) {
      throw new IllegalArgumentException("details of more than " + MOST + " characters");
    }
  }

  /** A bond without details. */
  public static Bond of(String taskId) {
    return new Bond(taskId, "");
  }
}
