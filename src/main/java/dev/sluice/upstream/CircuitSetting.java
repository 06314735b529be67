package dev.sluice.upstream;

import java.time.Duration;

/**
 * When a circuit opens, checked.
 *
 * @param failures the share of the last calls that have to have failed, above 0, at most 1
 * @param slow what takes longer has failed, answered or not
 * @param calls how many of the last calls are looked at, at least 4
 * @param open how long it stays open before it is tried
 */
record CircuitSetting(double failures, Duration slow, int calls, Duration open) {

  /** With fewer calls it never opens. */
  int least() {
    return calls / 2;
  }
}
