package dev.sluice.settings;

/** Where the gateway keeps what it has to remember. */
public enum StoreKind {
  /** In this process: one replica, gone with it. */
  MEMORY("memory"),
  /** In Redis: shared by any number of replicas. */
  REDIS("redis");

  private final String label;

  StoreKind(String label) {
    this.label = label;
  }

  /** The word of configuration and of the metric label {@code mode}. */
  public String label() {
    return label;
  }
}
