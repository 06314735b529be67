package dev.sluice.dialect;

/**
 * What can be the id of a task, whoever made it. Anything else is refused before it is looked up.
 */
public final class TaskIds {

  /** The longest, in characters. */
  public static final int MOST = 256;

  private TaskIds() {}

  /** Whether it is 1 to {@value #MOST} characters, not all blank, none of them a control. */
  public static boolean sound(String id) {
    return !id.isBlank()
        && id.length() <= MOST
        && id.chars().noneMatch(c -> Character.isISOControl(c));
  }
}
