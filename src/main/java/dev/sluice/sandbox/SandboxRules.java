package dev.sluice.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * What the sandbox enforces and how its tasks behave.
 *
 * @param key what a request must present as Bearer
 * @param windows at least one; the first is the one that the statistics name
 * @param concurrentTasks the most unfinished tasks at once
 * @param duration how long a task takes
 * @param failureRate the share of tasks that fail by chance, from 0 to 1
 * @param webhookHmacKey signs Kie's callbacks, where they are signed
 */
record SandboxRules(
    String key,
    List<WindowLimit> windows,
    int concurrentTasks,
    DurationRange duration,
    double failureRate,
    Optional<String> webhookHmacKey) {

  SandboxRules {
    windows = List.copyOf(windows);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("the sandbox needs a window");
    }
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "SandboxRules[windows=%s, concurrentTasks=%d, duration=%s, failureRate=%s]"
        .formatted(windows, concurrentTasks, duration, failureRate);
  }
}
