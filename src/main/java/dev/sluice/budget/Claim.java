package dev.sluice.budget;

/**
 * Somebody wants to send one request.
 *
 * @param id made by the caller and unique for ever; where a slot is needed it is the slot's id.
 *     Asking again with the same id never counts twice (law S1): within the spread it is granted
 *     again, later it says that the earlier grant never left and has grown stale, and takes a new
 *     token for the same slot
 * @param team the team's id, or {@link Budget#WATCH}
 * @param need what the request takes
 * @param last whether a denial ends the asking, so that it has to tell truly when to come back (law
 *     L9)
 * @param purpose what the slot is for, as its lease tells until it is bound; see {@link Purpose};
 *     empty where there is none
 * @param upstream the one that a submit is for, which may be paused; empty for what no pause holds
 *     back
 */
public record Claim(
    String id, String team, Need need, boolean last, String purpose, String upstream) {

  /** A claim without a purpose, that no pause holds back. */
  public Claim(String id, String team, Need need, boolean last) {
    this(id, team, need, last, "", "");
  }

  /** A claim that is asked again while it waits, or may be dropped. */
  public Claim(String id, String team, Need need) {
    this(id, team, need, false);
  }

  /** The same claim for a token alone: its slot is there already. */
  Claim forToken() {
    return new Claim(id, team, Need.TOKEN, last, purpose, upstream);
  }

  /** The same claim, asked for the last time. */
  public Claim lastTime() {
    return new Claim(id, team, need, true, purpose, upstream);
  }

  /** The same claim, of a submit to this upstream. */
  Claim at(String whose) {
    return new Claim(id, team, need, last, purpose, whose);
  }

  /** The same claim, for this purpose; see {@link Purpose}. */
  public Claim purposed(String what) {
    return new Claim(id, team, need, last, what, upstream);
  }

  /** What a request takes from the budget. */
  public enum Need {
    /** One request of the rate: a status check, a balance. */
    TOKEN,
    /** One request of the rate and a slot for the task it starts. */
    TOKEN_AND_SLOT
  }
}
