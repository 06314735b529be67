package dev.sluice.passage;

import java.time.Duration;

/**
 * How long this attempt may wait for budget from now on.
 *
 * @param limit zero means not at all
 * @param elsewhere whether another upstream is asked next where this one has no room, so that
 *     nothing need be promised here
 * @param asked whether the client itself said how long, so that it gets the whole of it
 */
public record Patience(Duration limit, boolean elsewhere, boolean asked) {

  /** No time at all, and nobody else to ask. */
  public static final Patience NONE = new Patience(Duration.ZERO);

  /** No time at all: another upstream may have room. */
  public static final Patience ELSEWHERE = new Patience(Duration.ZERO, true, false);

  public Patience(Duration limit) {
    this(limit, false, false);
  }

  /** What is left of it; never less than nothing. */
  public Patience left(Duration rest) {
    return new Patience(rest.isNegative() ? Duration.ZERO : rest, elsewhere, asked);
  }
}
