package dev.sluice.task;

import java.util.Locale;

/** What became of a callback. */
public enum Heard {
  /** It ended its task, and that is kept. */
  HEARD,
  /** The same, and nobody had known of the task: its submit had not been answered. */
  EARLY,
  /** Its task had ended before, and nothing was changed. */
  DUPLICATE,
  /** Its task has not ended. Nothing was changed, unless the upstream had to be asked for that. */
  RUNNING,
  /** Its slot has ended and no task is known: nothing was changed. */
  LATE,
  /** It names a task that is not its submit's: nothing was changed. */
  MISMATCH,
  /** It is no envelope that names a task. */
  MALFORMED,
  /** It cannot be kept, or not be believed, for the moment: it is to come again. */
  NOT_NOW;

  /** The metric label {@code outcome}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
