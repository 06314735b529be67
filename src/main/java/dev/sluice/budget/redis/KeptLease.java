package dev.sluice.budget.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a lease as the program keeps it and tells it to every replica: state, when it was granted,
 * when it ends, when its task is to be looked at, whether that is claimed, team, owner, how many
 * bytes the task's id has, and that id with the details behind it ({@code slots.lua}).
 */
final class KeptLease {

  private static final int PARTS = 9;

  private KeptLease() {}

  /**
   * The same in {@link LeaseMirror#FIELDS} texts.
   *
   * @param ledgerMicros the ledger's time when it was told
   * @throws IllegalArgumentException where it is none
   */
  static List<String> texts(String slot, String kept, long ledgerMicros) {
    String[] parts = kept.split(" ", PARTS);
    if (parts.length < PARTS) {
      throw new IllegalArgumentException("a lease of the ledger that is none");
    }
    String state = parts[0];
    long due = Long.parseLong(parts[state.equals(Mirrored.BOUND) ? 3 : 2]);
    byte[] rest = parts[8].getBytes(StandardCharsets.UTF_8);
    int length = Math.min(rest.length, Integer.parseInt(parts[7]));
    return List.of(
        slot,
        parts[5],
        state,
        Long.toString(ledgerMicros - Long.parseLong(parts[1])),
        Long.toString(due - ledgerMicros),
        parts[6],
        new String(rest, 0, length, StandardCharsets.UTF_8),
        new String(rest, length, rest.length - length, StandardCharsets.UTF_8));
  }
}
