package dev.sluice.deferral;

import java.util.Optional;

/**
 * Where a page of what waits has ended.
 *
 * @param team whose the last one was
 * @param number its place in its team's line
 */
public record Cursor(String team, long number) {

  private static final Cursor BEGINNING = new Cursor("", -1);

  /** What a client gives back; the beginning where it is nothing that was given out. */
  public static Cursor of(Optional<String> written) {
    return written
        .filter(text -> text.matches("\\d{1,18} .{1,64}"))
        .map(text -> text.split(" ", 2))
        .map(parts -> new Cursor(parts[1], Long.parseLong(parts[0])))
        .orElse(BEGINNING);
  }

  /** As a client gives it back. */
  public String written() {
    return number + " " + team;
  }
}
