package dev.sluice.task;

/**
 * What names a task once and for all (law T1).
 *
 * @param upstream who runs it; empty while none has it, see {@link #deferred}
 * @param taskId the upstream's own id, opaque
 */
public record TaskKey(String upstream, String taskId) {

  private static final String NOBODY = "";

  /** Of a deferred submit that no upstream has yet, by the id that its team was given. */
  public static TaskKey deferred(String givenId) {
    return new TaskKey(NOBODY, givenId);
  }

  /** Whether no upstream has it yet. */
  public boolean deferred() {
    return upstream.equals(NOBODY);
  }
}
