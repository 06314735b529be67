package dev.sluice.task;

import java.util.Optional;

/** What is known of a task: its whole record, or only whose it is. */
public sealed interface Trace permits TaskRecord, Owned {

  /** What names it. */
  TaskKey key();

  /** The id under which the team knows it: the upstream's own, or an {@code sl_} alias. */
  String visibleId();

  /** Whose it is. */
  String team();

  /** The model id as the upstream was told it. */
  String model();

  /** What the team said, where that is known; see {@link Origin#asked}. */
  Optional<Asked> asked();
}
