package dev.sluice.budget.redis;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * An answer of the program.
 *
 * @param late it was executed after its deadline: nothing was done, and only the time is told
 * @param redisMicros Redis time
 * @param generation the ledger's generation; opaque
 * @param sequence the ledger's sequence number; opaque
 * @param drain how often to ask
 * @param quarantine how long no slot is granted yet (law G2)
 * @param wanted {@code plan}, {@code assert}, {@code more}
 * @param plansDisagree whether live replicas announced different plans
 * @param expired slots that ended by their hold
 * @param cursor the change up to which the leases are told now; 0 where all have to be told anew
 * @param changed leases that changed: {@link LeaseMirror#FIELDS} texts each, or a slot and that it
 *     has ended
 * @param answers one for each errand
 */
record Frame(
    boolean late,
    long redisMicros,
    String generation,
    String sequence,
    Duration drain,
    Duration quarantine,
    Set<String> wanted,
    boolean plansDisagree,
    int expired,
    long cursor,
    List<List<String>> changed,
    List<Told> answers) {

  private static final String ENDED = "E";

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException where it is none
   */
  static Frame of(Told told) {
    boolean late = told.at(0).text().equals("late");
    if (late) {
      return new Frame(
          true,
          told.at(1).number(),
          "",
          "",
          Duration.ZERO,
          Duration.ZERO,
          Set.of(),
          false,
          0,
          0,
          List.of(),
          List.of());
    }
    if (!told.at(0).text().equals("ok")) {
      throw new IllegalArgumentException("an answer of the ledger that says neither ok nor late");
    }
    return new Frame(
        false,
        told.at(1).number(),
        told.at(3).text(),
        told.at(4).text(),
        micros(told.at(5)),
        micros(told.at(6)),
        Set.of(told.at(7).text().split(" ")),
        told.at(8).text().equals("1"),
        (int) told.at(9).number(),
        told.at(10).number(),
        told.at(11).items().stream().map(each -> changed(each, told.at(2).number())).toList(),
        told.at(12).items());
  }

  private static List<String> changed(Told told, long ledgerMicros) {
    String kept = told.at(1).text();
    return kept.equals(ENDED)
        ? told.texts()
        : KeptLease.texts(told.at(0).text(), kept, ledgerMicros);
  }

  private static Duration micros(Told told) {
    return Duration.of(told.number(), ChronoUnit.MICROS);
  }
}
