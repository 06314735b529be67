package dev.sluice.admin;

/**
 * One event of the live stream.
 *
 * @param kind what it is
 * @param id by which the stream can be taken up again; empty where it cannot
 * @param data its JSON, on one line
 */
record LiveEvent(Kind kind, String id, String data) {

  /** The first one: how soon to come back where the stream breaks. */
  static final LiveEvent OPENING = new LiveEvent(Kind.OPENING, "", "");

  /** Keeps those between from taking the stream for dead. */
  static final LiveEvent STILL_HERE = new LiveEvent(Kind.STILL_HERE, "", "");

  /** Is not sent: the stream ends before it. */
  static final LiveEvent END = new LiveEvent(Kind.END, "", "");

  enum Kind {
    OPENING,
    HISTORY,
    OVERVIEW,
    SAMPLE,
    STILL_HERE,
    END
  }
}
