package dev.sluice.budget;

import java.util.Optional;

/**
 * What a slot was claimed for, so that whoever finds it without a task knows whose account it is
 * on. Written in words with one space between: {@code 0 <model> <provider>}, the first being the
 * version, which is none of those that a bound lease tells.
 *
 * @param model the model id as the upstream is told it; it has no spaces
 * @param provider the strategy that led to the upstream, as a word
 */
public record Purpose(String model, String provider) {

  private static final String VERSION = "0";
  private static final int WORDS = 3;

  /** As it is kept with the lease; empty where it is too long for that. */
  public String text() {
    String text = VERSION + " " + model + " " + provider;
    return text.length() <= Bond.MOST ? text : "";
  }

  /** What a lease tells that is not bound; empty where it tells nothing. */
  public static Optional<Purpose> of(Lease lease) {
    String[] words = lease.details().split(" ", -1);
    return words.length == WORDS && words[0].equals(VERSION) && !words[1].isEmpty()
        ? Optional.of(new Purpose(words[1], words[2]))
        : Optional.empty();
  }
}
