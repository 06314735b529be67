package dev.sluice.passage;

import java.time.Duration;

/** How long this attempt may wait for budget from now on; zero means not at all. */
public record Patience(Duration limit) {

  public static final Patience NONE = new Patience(Duration.ZERO);
}
