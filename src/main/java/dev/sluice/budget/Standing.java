package dev.sluice.budget;

/**
 * Whether a ledger can be asked at present, for health, metrics and refusals.
 *
 * @param mode what it does
 * @param notice what somebody should know who runs it; empty where there is nothing
 */
public record Standing(Mode mode, String notice) {

  /** It decides, and nothing is to be said. */
  public static final Standing SERVING = new Standing(Mode.SERVING, "");

  /** What a ledger does. */
  public enum Mode {
    /** It decides. */
    SERVING,
    /** It decides about tokens, and grants no slot until all replicas have told what they hold. */
    RECOVERING,
    /** Its store does not answer: nothing is granted. */
    LOST
  }
}
