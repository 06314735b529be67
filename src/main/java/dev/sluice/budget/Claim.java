package dev.sluice.budget;

/**
 * Somebody wants to send one request.
 *
 * @param id made by the caller and unique for ever; where a slot is needed it is the slot's id.
 *     Asking again with the same id never counts twice (law S1)
 * @param team the team's id, or {@link Budget#WATCH}
 * @param need what the request takes
 */
public record Claim(String id, String team, Need need) {

  /** What a request takes from the budget. */
  public enum Need {
    /** One request of the rate: a status check, a balance. */
    TOKEN,
    /** One request of the rate and a slot for the task it starts. */
    TOKEN_AND_SLOT
  }
}
