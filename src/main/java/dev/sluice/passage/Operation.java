package dev.sluice.passage;

/** What a team asks for. The lower-case name is the metric label {@code operation}. */
public enum Operation {
  SUBMIT,
  STATUS,
  BALANCE;

  /** The metric label. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
