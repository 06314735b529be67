package dev.sluice.task;

/** How the end of a task was found out first. */
public enum FoundBy {
  /** The upstream told it. */
  CALLBACK,
  /** Somebody looked. */
  POLL
}
