package dev.sluice.budget;

/** The limits that refuse, by the names that teams see in {@code violated-policies}. */
public enum Policy {
  /** The shared key's requests a window. */
  BUDGET_REQUESTS("budget-requests"),
  /** The shared key's tasks at a time. */
  BUDGET_TASKS("budget-tasks"),
  /** The team's own ceiling of tasks at a time. */
  TEAM_TASKS("team-tasks"),
  /** Too many submits of the team whose outcome is unknown (law S7). */
  TEAM_UNKNOWN("team-unknown"),
  /** The team's waiting room, or the gateway's, is full. */
  WAITING("waiting"),
  /** The store of the ledger does not answer, or is recovering: nobody can say what is left. */
  STORE("store"),
  /** The upstream itself said 429, and its budget is paused (law L8). */
  UPSTREAM("upstream"),
  /** Whoever runs the gateway has paused the upstream. */
  UPSTREAM_PAUSED("upstream-paused");

  private final String label;

  Policy(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
